package org.athanor.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the launcher itself takes from the command line; everything else is for the entry.
 *
 * @param home the folder that holds everything which the container writes, absolute
 * @param temporary the folder to delete afterwards, with the home in it: it is only for this process; empty for a home
 *     that stays
 * @param features names of the features to start, in order
 * @param arguments the rest of the command line
 */
record LaunchOptions(Path home, Optional<Path> temporary, List<String> features, List<String> arguments) {

    private static final List<String> PRODUCT = List.of("athanor-base", "athanor-core", "athanor");
    /** Verbs that are about no home: a plugin is examined in one that holds nothing else, within a given one. */
    private static final Set<String> WITHOUT_HOME = Set.of("verify");

    LaunchOptions {
        features = List.copyOf(features);
        arguments = List.copyOf(arguments);
    }

    /**
     * Takes {@code --home DIR} and {@code --features NAME,NAME} out of {@code arguments}, wherever they stand before
     * {@code --}. Creates the home when it is only for this process: nobody else may have put anything there.
     *
     * @throws LaunchException when a value is missing
     */
    static LaunchOptions parse(List<String> arguments) {
        String home = "";
        List<String> features = PRODUCT;
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                rest.addAll(arguments.subList(i, arguments.size()));
                break;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!name.equals("--home") && !name.equals("--features")) {
                rest.add(argument);
                continue;
            }
            String value = equals >= 0 ? argument.substring(equals + 1)
                    : i + 1 < arguments.size() ? arguments.get(++i) : "";
            if (value.isBlank()) {
                throw new LaunchException(name + " needs a value: " + (name.equals("--home") ? "a folder"
                        : "names of features, separated by commas"), ExitCode.USAGE);
            }
            if (name.equals("--home")) {
                home = value;
            } else {
                features = List.of(value.split(","));
            }
        }
        try {
            boolean temporary = rest.stream().findFirst().filter(WITHOUT_HOME::contains).isPresent();
            Path folder = loggable(Path.of(home.isEmpty() ? temporary ? System.getProperty("java.io.tmpdir")
                    : ".athanor" : home).toAbsolutePath().normalize());
            if (!temporary) {
                return new LaunchOptions(folder, Optional.empty(), features, rest);
            }
            Optional<Path> made = firstMissing(folder);
            Path own = Files.createTempDirectory(Files.createDirectories(folder), "athanor-");
            return new LaunchOptions(own, Optional.of(made.orElse(own)), features, rest);
        } catch (InvalidPathException e) {
            throw new LaunchException("--home: not a path: " + home, ExitCode.USAGE);
        } catch (IOException e) {
            throw new LaunchException("cannot create a folder for the time being: " + e.getMessage()
                    + "; choose one with --home", e);
        }
    }

    private static Optional<Path> firstMissing(Path folder) {
        Optional<Path> missing = Optional.empty();
        for (Path each = folder; each != null && !Files.exists(each); each = each.getParent()) {
            missing = Optional.of(each);
        }
        return missing;
    }

    private static Path loggable(Path home) {
        if (home.toString().contains("${") || home.toString().contains("%")) {
            throw new LaunchException("--home: '" + home + "' has '%' or '${' in it, which the configuration of the log"
                    + " would replace; choose another folder", ExitCode.USAGE);
        }
        return home;
    }
}
