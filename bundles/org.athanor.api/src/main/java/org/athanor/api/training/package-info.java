/**
 * What a training tells beside what every session does.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.training;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
