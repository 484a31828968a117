package org.athanor.launcher.prompt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Which standard streams are terminals. The script that starts the process tests them and says so in the system
 * property {@value #PROPERTY}: the digits of the streams that are. Without the property none is.
 */
public final class Terminals {

    /** The system property: any of {@code 0}, {@code 1}, {@code 2}. */
    public static final String PROPERTY = "athanor.tty";

    private static final byte[] RED = "\033[31m".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PLAIN = "\033[0m".getBytes(StandardCharsets.US_ASCII);

    private Terminals() {
    }

    /** Returns whether standard stream 0, 1 or 2 is a terminal. */
    public static boolean standard(int stream) {
        return System.getProperty(PROPERTY, "").indexOf('0' + stream) >= 0;
    }

    /** Returns whether colours belong on standard stream 1 or 2: see no-color.org. */
    public static boolean colour(int stream) {
        String noColour = System.getenv("NO_COLOR");
        return standard(stream) && (noColour == null || noColour.isEmpty())
                && !"dumb".equals(System.getenv("TERM"));
    }

    /** Returns a stream that prints in red. */
    public static PrintStream red(PrintStream stream) {
        return new PrintStream(new FilterOutputStream(stream) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                OutputStream target = out;
                target.write(RED);
                target.write(bytes, offset, length);
                target.write(PLAIN);
            }
        }, true, StandardCharsets.UTF_8);
    }
}
