package org.athanor.shell.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.shell.Completions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Completes the runs that the container's home holds, whoever started them. */
@Component(property = Completions.NAME + "=run")
public final class RunNames implements Completions {

    private final Path runs;

    @Activate
    public RunNames(BundleContext context) {
        this(Home.of(context::getProperty));
    }

    RunNames(Home home) {
        runs = home.runs();
    }

    @Override
    public Collection<String> candidates(String prefix) {
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith(".")).sorted().toList();
        } catch (IOException noRunsYet) {
            return List.of();
        }
    }
}
