package org.athanor.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the benchmarks that are named, or all: {@code small}, {@code large}, {@code vocabulary} (tokens per second of
 * three shapes), {@code stalls}, {@code start}, {@code memory}.
 *
 * <p>System properties, set by the script {@code run}: {@code distribution}, {@code bundle}, {@code folder},
 * {@code text}, {@code script}, {@code python} (empty for none), {@code rounds}.
 */
final class Benchmarks {

    private static final Shape SMALL = Shape.parse("65/64/128/4/4/12");
    private static final Shape LARGE = Shape.parse("8192/256/384/6/6/4");
    private static final Shape VOCABULARY = Shape.parse("50257/128/64/8/4/8");

    private static final Set<String> ALL = Set.of("small", "large", "vocabulary", "stalls", "start", "memory");

    private Benchmarks() {
    }

    public static void main(String[] arguments) throws IOException {
        Set<String> chosen = arguments.length == 0 ? ALL : Set.of(arguments);
        Path folder = Path.of(System.getProperty("folder"));
        Setting setting = new Setting(folder, Setting.distribution(Path.of(System.getProperty("distribution")),
                Path.of(System.getProperty("bundle")), folder), Path.of(System.getProperty("text")),
                Runtime.getRuntime().availableProcessors(), Integer.getInteger("rounds"));
        Optional<Path> python = Optional.of(System.getProperty("python")).filter(path -> !path.isEmpty())
                .map(Path::of);
        Path script = Path.of(System.getProperty("script"));
        System.out.printf(Locale.ROOT, "Java %s, %d processors, %s%n", Runtime.version(),
                Runtime.getRuntime().availableProcessors(), python.isPresent() ? version(python.get())
                        : "no Python with torch: comparisons with PyTorch are left out");
        Speed speed = new Speed(setting, python, script);
        if (chosen.contains("small")) {
            speed.compare(SMALL, 750, 250);
        }
        if (chosen.contains("large")) {
            speed.compare(LARGE, 20, 4);
        }
        if (chosen.contains("vocabulary")) {
            speed.compare(VOCABULARY, 48, 8);
        }
        if (chosen.contains("stalls")) {
            new Stalls(setting).measure(SMALL, 5);
        }
        if (chosen.contains("start")) {
            Start.measure(setting, SMALL, python, script);
        }
        if (chosen.contains("memory")) {
            Memory.measure(setting, SMALL, 5000);
        }
    }

    private static String version(Path python) throws IOException {
        Process process = new ProcessBuilder(List.of(python.toString(), "-c",
                "import torch, platform; print('PyTorch', torch.__version__, 'on Python', platform.python_version())"))
                .start();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
    }
}
