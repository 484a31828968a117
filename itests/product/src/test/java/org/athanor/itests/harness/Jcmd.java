package org.athanor.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the virtual machine of the product with the JDK's own tool. */
public final class Jcmd {

    private static final Pattern USED = Pattern.compile("Both: .*?([\\d.]+) MB \\( *\\d+%\\) used");

    private Jcmd() {
    }

    /** Collects garbage until the classes that died with it are unloaded, too. */
    public static void collect(Product product) throws InterruptedException {
        jcmd(product, "GC.run");
    }

    /** Returns the metaspace that is in use, in bytes. */
    public static long metaspace(Product product) throws InterruptedException {
        String usage = jcmd(product, "VM.metaspace");
        Matcher used = USED.matcher(usage);
        assertThat(used.find()).as(usage).isTrue();
        return (long) (Double.parseDouble(used.group(1)) * (1 << 20));
    }

    private static String jcmd(Product product, String command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(product.pid()), command).redirectErrorStream(true).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(answer).isZero();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
