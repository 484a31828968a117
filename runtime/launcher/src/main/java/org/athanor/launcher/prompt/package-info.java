/**
 * The interactive prompt, the same for a container's own terminal and for {@code athanor attach}: line editing, history
 * and completion by JLine when there is a terminal, plain lines otherwise. What a line means is up to an
 * {@link org.athanor.launcher.prompt.Evaluator}.
 */
@NullMarked
package org.athanor.launcher.prompt;

import org.jspecify.annotations.NullMarked;
