package org.athanor.shell.command;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;

/**
 * Makes a change for a command: one that was refused or taken back is a failure of the command.
 *
 * @param plugins makes it
 * @param session the terminal
 * @param verbose whether its plan is printed first
 */
record PluginChange(Plugins plugins, CommandSession session, boolean verbose) {

    /** Who changes, for the ledger. */
    private static final String WHO = "shell";

    Applied make(PlanRequest request, SwapPolicy policy) {
        Applied applied = plugins.change(request, new ApplyOptions(policy, WHO), plan -> {
            if (verbose) {
                session.getConsole().println(session.format(plan, Converter.INSPECT));
            }
        }).unwrap();
        if (applied.outcome() instanceof SwapOutcome.NotStarted refused) {
            throw new ProblemException(refused.problem());
        }
        if (applied.outcome() instanceof SwapOutcome.RolledBack) {
            throw new ProblemException(Problem.of(Problem.Kind.FAILED, applied.message()));
        }
        return applied;
    }
}
