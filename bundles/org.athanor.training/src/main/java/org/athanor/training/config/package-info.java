/**
 * The typed settings of a trainer, and its learning rate schedule.
 */
@NullMarked
package org.athanor.training.config;

import org.jspecify.annotations.NullMarked;
