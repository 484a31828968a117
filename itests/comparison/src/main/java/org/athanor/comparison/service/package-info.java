/** What is upgraded on Apache Karaf. */
@NullMarked
package org.athanor.comparison.service;

import org.jspecify.annotations.NullMarked;
