/**
 * Where text comes from: random access to records, so that a cursor into the data is a pair of numbers.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
