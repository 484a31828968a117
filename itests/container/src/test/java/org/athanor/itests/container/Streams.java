package org.athanor.itests.container;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Dictionary;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** The streams of the process, which the launcher registers otherwise. */
final class Streams {

    private Streams() {
    }

    /** Registers streams that lead nowhere, unless there are some. */
    static void register(BundleContext context) {
        if (context.getServiceReference(PrintStream.class) == null) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            context.registerService(InputStream.class, InputStream.nullInputStream(), stream("in"));
            context.registerService(PrintStream.class, nowhere, stream("out"));
            context.registerService(PrintStream.class, nowhere, stream("err"));
        }
    }

    private static Dictionary<String, Object> stream(String name) {
        return FrameworkUtil.asDictionary(Map.of("athanor.stream", name));
    }
}
