package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.itests.harness.Constants;
import org.athanor.itests.harness.Distribution;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the code tells a user to type (a command, a verb, an option) exists. */
class RemediesIT {

    private static final Pattern COMMAND = Pattern.compile("(?<![\\w.:/-])((?:plugin|train|model|session):[a-z]+)"
            + "([^;,.'\")]*)");
    private static final Pattern VERB = Pattern.compile("'athanor ([a-z]+)([^;,.'\")]*)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    /** Every command has it, so no page tells. */
    private static final String HELP = "--help";
    /** What the launcher itself answers. */
    private static final Set<String> OF_LAUNCHER = Set.of("attach", "stop");

    @TempDir
    private Path folder;

    /** What is to be typed: a command or a verb, and the options after it. */
    private static Map<String, Set<String>> told(Pattern pattern) {
        Map<String, Set<String>> told = new TreeMap<>();
        Stream.concat(Distribution.bundles().stream(), Distribution.launcher().stream())
                .flatMap(jar -> Constants.of(jar).values().stream()).flatMap(Set::stream).forEach(text -> {
                    Matcher matcher = pattern.matcher(text);
                    while (matcher.find()) {
                        Set<String> options = told.computeIfAbsent(matcher.group(1), name -> new TreeSet<>());
                        OPTION.matcher(matcher.group(2)).results().forEach(option -> options.add(option.group()));
                    }
                });
        return told;
    }

    private static List<String> missing(Map<String, Set<String>> told, Map<String, String> pages) {
        List<String> missing = new ArrayList<>();
        told.forEach((name, options) -> {
            String page = pages.getOrDefault(name, "");
            if (page.isEmpty()) {
                missing.add(name);
            }
            options.stream().filter(option -> !page.contains(option) && !option.equals(HELP))
                    .forEach(option -> missing.add(name + " " + option));
        });
        return missing;
    }

    @Test
    void eachCommandThatATextNamesExistsWithItsOptions() throws InterruptedException {
        Map<String, Set<String>> told = told(COMMAND);
        Home home = Home.in(folder);
        Set<String> known = Product.execute(home, "exec", "help").ok().out().lines()
                .map(line -> line.split(" ", 2)[0]).collect(Collectors.toSet());
        List<String> named = told.keySet().stream().filter(known::contains).toList();
        Map<String, String> pages = new TreeMap<>();
        Stream.of(Product.execute(home, "exec", named.stream().map(name -> "help " + name)
                .collect(Collectors.joining("; "))).ok().out().split("(?m)(?=^\\w+:\\w+: )"))
                .forEach(page -> pages.put(page.substring(0, page.indexOf(": ")), page));
        assertThat(missing(told, pages)).isEmpty();
        assertThat(told).containsKeys("plugin:upgrade", "train:resume", "train:stop");
        assertThat(told.get("train:stop")).contains("--force");
    }

    @Test
    void eachVerbThatATextNamesExistsWithItsOptions() throws InterruptedException {
        Map<String, Set<String>> told = told(VERB);
        told.keySet().removeAll(OF_LAUNCHER);
        Map<String, String> pages = new TreeMap<>();
        for (String verb : told.keySet()) {
            pages.put(verb, Product.execute(Home.in(folder), verb, "--help").ok().out());
        }
        assertThat(missing(told, pages)).isEmpty();
        assertThat(told).containsKeys("run", "start");
    }
}
