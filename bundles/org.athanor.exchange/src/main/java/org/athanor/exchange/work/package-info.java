/**
 * What a kind of work is to the machinery: a {@link org.athanor.exchange.work.Work} service that declares slots, reads
 * its sections of a run file, and runs; and what the machinery asks of it meanwhile
 * ({@link org.athanor.exchange.work.RunningWork}) and offers it ({@link org.athanor.exchange.work.Host}).
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.exchange.work;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
