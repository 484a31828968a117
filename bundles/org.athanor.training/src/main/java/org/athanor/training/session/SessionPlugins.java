package org.athanor.training.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Result;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugins of the container as one session finds them, and the generations that it builds of them. */
final class SessionPlugins implements ServiceWatch.Plugins {

    private static final Logger LOG = LoggerFactory.getLogger(SessionPlugins.class);

    private final SessionState state;
    private final RunLife life;
    private final Vocabulary vocabulary;
    private final Announcer announcer;

    SessionPlugins(SessionState state, RunLife life, Vocabulary vocabulary, Announcer announcer) {
        this.state = state;
        this.life = life;
        this.vocabulary = vocabulary;
        this.announcer = announcer;
    }

    @Override
    public List<Long> bundles(Slot slot) {
        return life.services().all(slot.kind(), slot.name()).stream()
                .map(reference -> reference.getBundle().getBundleId()).toList();
    }

    @Override
    public boolean installed(long bundle) {
        return life.context().getBundle(bundle) != null;
    }

    @Override
    public Result<Generation> build(List<Candidate> candidates, Generation before) {
        return life.builder().build(candidates, Optional.of(before), Optional.of(vocabulary),
                state.progress().cursor());
    }

    @Override
    public void recovered(Generation next) {
        next.bindings().forEach(binding -> life.jars().keep(binding.bundleId()).ifErr(problem ->
                LOG.warn("the run cannot be replayed: {}", problem.message())));
        announcer.record("recovered", Map.of("step", state.progress().step(), "plugins",
                life.jars().describe(next)));
    }
}
