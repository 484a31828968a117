package org.athanor.benchmarks;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** How long upgrades in the middle of a run hold it up at the barrier. */
final class Stalls {

    private static final List<String> PLUGINS = List.of("tokenizer.byte", "patcher.chunkedloss", "storage.file",
            "router", "log.jsonl", "dataset.text", "model.gpt", "optimizer.adamw", "objective.causal", "log.console");

    private final Setting setting;

    Stalls(Setting setting) {
        this.setting = setting;
    }

    /** Upgrades each of ten plugins {@code rounds} times during one run, one after the other. */
    void measure(Shape shape, int rounds) {
        Path jars = setting.folder().resolve("upgrades");
        List<Path> upgrades = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (String plugin : PLUGINS) {
                upgrades.add(version("org.athanor." + plugin, "0.1." + round, jars));
            }
        }
        List<String> command = setting.session("stalls", Sessions.bytes(setting, shape, 1_000_000, 20));
        List<CompletableFuture<Void>> attached = new ArrayList<>();
        StepProcess process = StepProcess.run(command, Map.of(), step -> {
            if (attached.isEmpty()) {
                attached.add(CompletableFuture.runAsync(() -> upgrade(upgrades)));
            }
        });
        attached.get(0).join();
        report(process.stepMillis(20));
    }

    private void upgrade(List<Path> jars) {
        for (Path jar : jars) {
            attach("plugin:upgrade --probation 5 '" + jar + "'");
        }
        attach("train:stop stalls");
    }

    private void attach(String words) {
        try {
            Path log = setting.folder().resolve("attach.log");
            int status = new ProcessBuilder(setting.distribution().resolve("athanor").toString(), "--home",
                    setting.home().toString(), "attach", words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start().waitFor();
            if (status != 0) {
                System.out.println("  " + words + " ended with status " + status + "; see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void report(double stepMillis) {
        Map<String, List<Double>> stalls = new LinkedHashMap<>();
        stalls.put("all", new ArrayList<>());
        List<String> others = new ArrayList<>();
        try (InputStream file = Files.newInputStream(setting.home().resolve("runs/stalls/report.json"));
                JsonReader reader = Json.createReader(file)) {
            for (JsonObject swap : reader.readObject().getJsonArray("swaps").getValuesAs(JsonObject.class)) {
                if (swap.getString("outcome").equals("committed")) {
                    double stall = swap.getJsonNumber("stall_ms").doubleValue();
                    stalls.get("all").add(stall);
                    stalls.computeIfAbsent(swap.getString("kind") + " " + swap.getString("plugin"),
                            key -> new ArrayList<>()).add(stall);
                } else {
                    others.add(swap.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.printf(Locale.ROOT, "%nstall at the barrier, ms; a step takes %.1f ms (upgrades included)%n",
                stepMillis);
        stalls.forEach((name, values) -> {
            Series series = Series.of(values);
            System.out.printf(Locale.ROOT, "  %-26s %3d swaps: median %.3f, p99 %.3f, worst %.3f%n", name,
                    values.size(), series.median(), series.quantile(0.99), series.largest());
        });
        others.forEach(swap -> System.out.println("  not committed: " + swap));
    }

    /** Copies a bundle of the distribution under another version. */
    private Path version(String symbolicName, String version, Path folder) {
        try (Stream<Path> all = Files.walk(setting.distribution().resolve("repo/org/athanor/" + symbolicName))) {
            Path original = all.filter(path -> path.toString().endsWith(".jar")).findFirst().orElseThrow();
            Files.createDirectories(folder);
            Path copy = folder.resolve(symbolicName + "-" + version + ".jar");
            try (JarFile from = new JarFile(original.toFile()); OutputStream file = Files.newOutputStream(copy)) {
                Manifest manifest = new Manifest(from.getManifest());
                manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
                try (JarOutputStream to = new JarOutputStream(file, manifest)) {
                    for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements();) {
                        JarEntry entry = entries.nextElement();
                        if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                            to.putNextEntry(new JarEntry(entry.getName()));
                            from.getInputStream(entry).transferTo(to);
                        }
                    }
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
