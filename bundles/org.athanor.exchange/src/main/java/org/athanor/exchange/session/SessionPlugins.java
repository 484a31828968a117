package org.athanor.exchange.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.catalog.PluginCatalog;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.swap.ServiceWatch;
import org.athanor.exchange.work.RunningWork;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugins of the container as one session finds them, and the generations that it builds of them. */
final class SessionPlugins implements ServiceWatch.Plugins {

    private static final Logger LOG = LoggerFactory.getLogger(SessionPlugins.class);

    private final SessionLife life;
    private final RunningWork work;
    private final PluginCatalog catalog;
    private final Announcer announcer;

    SessionPlugins(SessionLife life, RunningWork work, PluginCatalog catalog, Announcer announcer) {
        this.life = life;
        this.work = work;
        this.catalog = catalog;
        this.announcer = announcer;
    }

    @Override
    public List<Long> bundles(Candidate plugin) {
        return catalog.bundles(plugin.kind(), plugin.plugin()).stream().map(Bundle::getBundleId).toList();
    }

    @Override
    public boolean brings(PluginKind kind) {
        return catalog.brings(kind);
    }

    @Override
    public boolean installed(long bundle) {
        return catalog.installed(bundle);
    }

    @Override
    public Result<Generation> build(List<Candidate> candidates, Generation before) {
        return life.builder().build(candidates, Optional.of(before), work::content);
    }

    @Override
    public boolean present(Generation next) {
        return next.bindings().stream().allMatch(binding -> binding.reference().getBundle() != null);
    }

    @Override
    public void recovered(Generation next) {
        next.bindings().forEach(binding -> life.jars().keep(binding).ifErr(problem ->
                LOG.warn("the run cannot be replayed: {}", problem.message())));
        announcer.record("recovered", Map.of("step", work.step(), "plugins", life.jars().describe(next)));
    }
}
