package org.athanor.exchange.session;

import org.athanor.api.lifecycle.Ledger;
import org.athanor.exchange.generation.GenerationBuilder;
import org.athanor.exchange.generation.SessionServices;
import org.athanor.exchange.migration.Migrators;
import org.athanor.exchange.peer.SessionPeers;
import org.athanor.exchange.run.RunFolder;
import org.athanor.exchange.run.RunJars;
import org.athanor.exchange.work.RunIdentity;
import org.athanor.exchange.work.Work;
import org.osgi.framework.BundleContext;

/**
 * What a session works with for as long as it lives.
 *
 * @param identity what tells the run from any other
 * @param kind the kind of work
 * @param context the framework
 * @param folder the run folder
 * @param jars the jars of its plugins
 * @param ledger the run's ledger
 * @param builder builds its generations
 * @param peers how its plugins use one another
 * @param services the services that plugins publish for it
 * @param migrators the migrators of all bundles
 * @param resumes how often the run was resumed
 */
public record SessionLife(RunIdentity identity, Work kind, BundleContext context, RunFolder folder, RunJars jars,
        Ledger ledger, GenerationBuilder builder, SessionPeers peers, SessionServices services, Migrators migrators,
        int resumes) {

    /** Returns the name of the run. */
    public String id() {
        return identity.name();
    }
}
