/**
 * Run files: YAML with places, typed settings of the trainer, and the sections of plugins checked against their
 * Metatype descriptions.
 */
@NullMarked
package org.athanor.training.config;

import org.jspecify.annotations.NullMarked;
