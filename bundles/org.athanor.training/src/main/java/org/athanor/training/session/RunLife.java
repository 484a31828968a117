package org.athanor.training.session;

import org.athanor.api.lifecycle.Ledger;
import org.athanor.training.generation.GenerationBuilder;
import org.athanor.training.generation.SessionServices;
import org.athanor.training.migration.Migrators;
import org.athanor.training.routing.RouteTable;
import org.osgi.framework.BundleContext;

/**
 * What a session works with for as long as it lives.
 *
 * @param context the framework
 * @param folder the run folder
 * @param jars the jars of its plugins
 * @param ledger the run's ledger
 * @param builder builds its generations
 * @param services the services that plugins publish for it
 * @param routes the handlers of all routes
 * @param migrators the migrators of all bundles
 * @param resumes how often the run was resumed
 */
record RunLife(BundleContext context, RunFolder folder, RunJars jars, Ledger ledger, GenerationBuilder builder,
        SessionServices services, RouteTable routes, Migrators migrators, int resumes) {
}
