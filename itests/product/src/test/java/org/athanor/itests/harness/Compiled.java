package org.athanor.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A class that a test compiles against the bundles of the distribution and of the example with a kind of its own.
 *
 * @param packageName its package
 * @param classes the bytes of it and of its inner classes, by their names in a jar
 */
record Compiled(String packageName, Map<String, byte[]> classes) {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");

    static Compiled of(String className, String source) {
        Matcher declared = PACKAGE.matcher(source);
        assertThat(declared.find()).as(source).isTrue();
        try {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "compiled-");
            Path file = Files.writeString(folder.resolve(className + ".java"), source);
            String classPath = Stream.concat(Distribution.bundles().stream(),
                    AnswerDesk.jars().stream()).map(Path::toString)
                    .collect(Collectors.joining(System.getProperty("path.separator")));
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            int failed = ToolProvider.getSystemJavaCompiler().run(null, null, errors, "--release", "17", "-proc:none",
                    "-cp", classPath, "-d", folder.toString(), file.toString());
            assertThat(failed).as(errors.toString(StandardCharsets.UTF_8)).isZero();
            Map<String, byte[]> classes = new TreeMap<>();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.filter(found -> found.toString().endsWith(".class")).toList()) {
                    classes.put(folder.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
                }
            }
            return new Compiled(declared.group(1), classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
