/**
 * What every plugin must survive, for the tests of whoever writes one: {@link org.athanor.conformance.Conformance}
 * examines a jar in a process of its own and answers a {@link org.athanor.conformance.Report}. Needs a distribution of
 * Athanor and nothing else; no container has to run.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.conformance;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
