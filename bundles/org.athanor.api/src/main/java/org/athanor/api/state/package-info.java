/**
 * State of a plugin's own: handed over at an exchange and saved in checkpoints ({@link
 * org.athanor.api.state.Stateful}), and taken from one version of its schema to another ({@link
 * org.athanor.api.state.StateMigrator}).
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.state;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
