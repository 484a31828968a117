/**
 * The command line: what follows {@code athanor} is a verb. A verb is a service {@code java.util.concurrent.Callable}
 * with property {@code athanor.verb} and a class that picocli's annotations describe;
 * {@link org.athanor.shell.cli.Entry} finds it, runs it, and turns its problems into one line and an exit code. Without
 * a verb there is a prompt. Commands of {@code exec}, the prompt and {@code attach} are Gogo's.
 */
@NullMarked
package org.athanor.shell.cli;

import org.jspecify.annotations.NullMarked;

