package org.athanor.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The real standard streams of the process, in UTF-8 whatever the locale. Gogo replaces {@code System.out} later: a
 * session that is created on the replacement calls itself for ever.
 */
record Streams(InputStream in, PrintStream out, PrintStream err) {

    static Streams ofProcess() {
        return new Streams(System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
