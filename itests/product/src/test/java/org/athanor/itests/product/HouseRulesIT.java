package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check, over all sources. */
class HouseRulesIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)|(?m)^\\[[^]]+]: (\\S+)");
    private static final int COLUMNS = 120;
    private static final int LINES = 300;
    private static final int CLASSES = 15;
    /** Larger packages from before the rule; whoever divides one takes it from here. */
    private static final Set<String> TO_BE_DIVIDED = Set.of("org.athanor.plugins.action");

    private static List<Path> files;

    @BeforeAll
    static void find() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(ROOT, "*.md")) {
            pages.forEach(found::add);
        }
        for (String folder : List.of("bundles", "docs", "features", "itests", "runtime")) {
            Files.walkFileTree(ROOT.resolve(folder), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
                    return entered.endsWith("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        files = found.stream().sorted().toList();
        assertThat(files).as("sources and pages").filteredOn(file -> named(file, ".java")).isNotEmpty();
        assertThat(files).filteredOn(file -> named(file, ".md")).isNotEmpty();
    }

    @Test
    void everyLinkOfThePagesLeadsToAFile() {
        assertThat(files.stream().filter(file -> named(file, ".md")).flatMap(page -> LINK.matcher(text(page)).results()
                .map(HouseRulesIT::target).filter(target -> !target.contains("://"))
                .filter(target -> !Files.exists(page.resolveSibling(target)))
                .map(target -> ROOT.relativize(page) + " -> " + target))).isEmpty();
    }

    @Test
    void noLineOfCodeIsLong() {
        assertThat(java().flatMap(file -> text(file).lines().filter(line -> line.length() > COLUMNS)
                .map(line -> ROOT.relativize(file) + ": " + line.strip()))).isEmpty();
    }

    @Test
    void noFileOfCodeIsLong() {
        assertThat(java().filter(file -> text(file).lines().count() > LINES)).isEmpty();
    }

    @Test
    void everyPackageOfTheProductSaysWhatLivesThere() {
        assertThat(java().filter(file -> file.toString().contains("/src/main/")).map(Path::getParent).distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))).isEmpty();
    }

    @Test
    void noPackageOfTheProductHasManyClasses() {
        Map<Path, Long> classes = java().filter(file -> file.toString().contains("/src/main/"))
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
        classes.values().removeIf(count -> count <= CLASSES);
        assertThat(classes.keySet().stream().map(folder -> folder.toString().replaceAll(".*/src/main/java/", "")
                .replace('/', '.'))).containsExactlyInAnyOrderElementsOf(TO_BE_DIVIDED);
    }

    @Test
    void everyBundleHasAPage() {
        assertThat(files.stream().filter(file -> file.endsWith("pom.xml")).map(Path::getParent)
                .filter(folder -> ROOT.resolve("bundles").equals(folder.getParent()))
                .filter(folder -> !Files.exists(folder.resolve("README.md")))).isEmpty();
    }

    private static Stream<Path> java() {
        return files.stream().filter(file -> named(file, ".java"));
    }

    private static String target(MatchResult link) {
        return link.group(1) == null ? link.group(2) : link.group(1);
    }

    private static boolean named(Path file, String ending) {
        return file.toString().endsWith(ending);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
