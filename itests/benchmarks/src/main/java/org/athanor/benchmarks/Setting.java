package org.athanor.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is measured and where: a copy of the distribution with the tokenizer of the benchmarks in it.
 *
 * @param folder where everything is written
 * @param distribution the copy
 * @param text what models train on
 * @param workers threads of every program
 * @param rounds how often programs take turns
 */
record Setting(Path folder, Path distribution, Path text, int workers, int rounds) {

    private static final String FEATURE = """
            {
              "feature-resource-version": "1.0",
              "id": "org.athanor:benchmarks:%1$s",
              "name": "Benchmarks",
              "description": "A tokenizer with a vocabulary of any size.",
              "bundles": [{"id": "org.athanor:athanor-benchmarks:%1$s", "start-order": 20}]
            }
            """;

    /** Copies the distribution and puts the bundle of this module into it. */
    static Path distribution(Path original, Path bundle, Path folder) throws IOException {
        Path copy = folder.resolve("distribution");
        delete(copy);
        try (Stream<Path> all = Files.walk(original)) {
            for (Path path : all.toList()) {
                Path target = copy.resolve(original.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
        String name = bundle.getFileName().toString();
        String version = name.substring("athanor-benchmarks-".length(), name.length() - ".jar".length());
        Path repository = copy.resolve("repo/org/athanor/athanor-benchmarks").resolve(version);
        Files.createDirectories(repository);
        Files.copy(bundle, repository.resolve(name));
        Files.writeString(copy.resolve("features/benchmarks.json"), FEATURE.formatted(version));
        return copy;
    }

    /** Returns the command that runs a session of this id from its start; its home is new. */
    List<String> session(String id, String runFile) {
        Path home = home();
        Path file = folder.resolve(id + ".yaml");
        try {
            delete(home);
            Files.writeString(file, runFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(distribution.resolve("athanor").toString(), "--home", home.toString(), "--features",
                "athanor-base,athanor-core,athanor,benchmarks", "run", file.toString(), "--id", id);
    }

    /** Returns the home of the sessions. */
    Path home() {
        return folder.resolve("home");
    }

    /** Returns the command of the bare loop. */
    List<String> bareLoop(Shape shape, int steps, int every) {
        return List.of(java(), "-Xmx2g", "-XX:+UseParallelGC", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.cachedir=" + cache(), "-cp", System.getProperty("java.class.path"),
                BareLoop.class.getName(), shape.toString(), Integer.toString(workers), Integer.toString(steps),
                Integer.toString(every), text.toString());
    }

    /** Returns the command of the PyTorch loop. */
    List<String> pytorch(Path python, Path script, Shape shape, int steps, int every) {
        return List.of(python.toString(), "-u", script.toString(), shape.toString(), Integer.toString(workers),
                Integer.toString(steps), Integer.toString(every), text.toString());
    }

    /** The environment that the script {@code athanor} gives its Java, for the bare loop. */
    Map<String, String> environment() {
        try (Stream<String> lines = Files.lines(distribution.resolve("athanor"))) {
            String tunables = lines.filter(line -> line.startsWith(": \"${GLIBC_TUNABLES:=")).findFirst()
                    .map(line -> line.substring(line.indexOf(":=") + 2, line.indexOf('}'))).orElse("");
            return Map.of("GLIBC_TUNABLES", tunables, "OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches = given == null || given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(given);
        return caches.resolve("athanor").resolve("javacpp").toString();
    }
}
