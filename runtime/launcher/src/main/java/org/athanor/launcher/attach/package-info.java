/**
 * The conversation between {@code athanor attach} and a running container, over a Unix domain socket that only the
 * owner of the container can use ({@link org.athanor.launcher.attach.Endpoint}).
 *
 * <p>Both sides send frames: one byte for the type, four bytes (big-endian) for the length, then the payload
 * ({@link org.athanor.launcher.attach.Frame}). The client first sends {@code FOLDER}, its working folder as an absolute
 * path in UTF-8, without an answer: relative paths mean files there. Then it sends one request at a time:
 *
 * <ul>
 * <li>{@code EXECUTE}, a command line in UTF-8. The container answers with any number of {@code OUT} and {@code ERR}
 * frames (bytes for the client's standard output and standard error) and ends with {@code STATUS}: four bytes, the exit
 * code. While a command runs the client may send {@code INTERRUPT}, without payload: the command is cancelled
 * and still ends with {@code STATUS}.
 * <li>{@code COMPLETE}, the words of a line up to the cursor, separated by NUL; the last is the one to be completed.
 * The container answers with {@code CANDIDATES}: full words, separated by NUL.
 * </ul>
 *
 * <p>A client that goes away cancels its command. Variables live as long as the connection. Several clients may be
 * connected at once.
 */
@NullMarked
package org.athanor.launcher.attach;

import org.jspecify.annotations.NullMarked;
