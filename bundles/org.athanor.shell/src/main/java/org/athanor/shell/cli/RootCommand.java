package org.athanor.shell.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The command line before its verb. */
@Command(name = "athanor", mixinStandardHelpOptions = true, subcommands = HelpCommand.class,
        synopsisHeading = "usage: ", sortOptions = false,
        description = {"Trains language models, and exchanges any plugin while it trains.", "",
            "Without a verb: an interactive shell. 'athanor attach [COMMANDS]' talks to a running container,",
            "'athanor stop' ends it.", ""},
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration,",
            "130 interrupted (checkpoint written)."})
final class RootCommand implements Callable<Integer> {

    private final Callable<Integer> withoutVerb;

    // The launcher takes these two; here they are only described, and nobody reads them.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--home", paramLabel = "DIR",
            description = "everything that a container writes (default: .athanor)")
    private Optional<Path> home = Optional.empty();
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--features", paramLabel = "NAME", split = ",",
            description = "what to start (default: athanor-base,athanor-core,athanor)")
    private List<String> features = List.of();

    RootCommand(Callable<Integer> withoutVerb) {
        this.withoutVerb = withoutVerb;
    }

    @Override
    public Integer call() throws Exception {
        return withoutVerb.call();
    }
}
