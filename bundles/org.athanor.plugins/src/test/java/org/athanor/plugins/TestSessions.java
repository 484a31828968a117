package org.athanor.plugins;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.Sessions;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;
import org.osgi.framework.Bundle;

/** Sessions that exchange bindings as they are told and note every call. */
public final class TestSessions implements Sessions {

    private final List<Session> sessions = new CopyOnWriteArrayList<>();

    public TestSession add(String id) {
        TestSession session = new TestSession(id);
        sessions.add(session);
        return session;
    }

    @Override
    public Result<Session> start(Path runFile, Path folder, Map<String, String> overrides, Optional<String> id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Session> resume(String id, Map<String, String> overrides) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Session> repeat(Path folder, Map<String, BundleRef> bundles, Optional<String> id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Result.Done> forget(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void end() {
        list().forEach(Session::stop);
    }

    @Override
    public List<Session> list() {
        return List.copyOf(sessions);
    }

    @Override
    public Optional<Session> find(String id) {
        return sessions.stream().filter(session -> session.id().equals(id)).findFirst();
    }

    @Override
    public Result<Session> required(String id) {
        return Result.ok(find(id).orElseThrow());
    }

    /**
     * Fails at the calls that {@link #failAt} names: prepare, shadow, barrier, vote, commit, probation, return, drain.
     */
    public static final class TestSession implements Session {
        public final List<String> calls = new CopyOnWriteArrayList<>();
        public final List<SwapRecord> swaps = new CopyOnWriteArrayList<>();
        public volatile List<Binding> bindings = List.of();
        public volatile List<Change> changes = List.of();
        public volatile String failAt = "";
        public volatile SessionStatus.State state = SessionStatus.State.RUNNING;
        public volatile long step = 7;
        private final String id;

        TestSession(String id) {
            this.id = id;
        }

        public TestSession uses(String kind, String name, Bundle bundle) {
            List<Binding> all = new ArrayList<>(bindings);
            boolean removable = List.of("logger", "patcher", "handler", "router").contains(kind);
            all.add(new Binding(removable && !kind.equals("router") ? name : kind, kind, name, BundleRef.of(bundle),
                    removable, true, Map.of()));
            bindings = List.copyOf(all);
            return this;
        }

        @Override
        public Result<Exchange> prepare(List<Change> changes, SwapPolicy policy) {
            calls.add("prepare " + policy.probationSteps());
            this.changes = changes;
            boolean refused = fails("prepare") || (fails("return") && calls.contains("commit"));
            return refused ? Result.err(problem("its health is bad")) : Result.ok(new TestExchange(this, changes));
        }

        boolean fails(String call) {
            return List.of(failAt.split(" ")).contains(call);
        }

        /** What hangs throws when it is asked for anything at a barrier. */
        void reachBarrier() {
            if (fails("barrier")) {
                throw new ProblemException(problem("has not reached a barrier"));
            }
        }

        static Problem problem(String what) {
            return Problem.of(Kind.FAILED, what);
        }

        void apply(List<Change> changes) {
            List<Binding> next = new ArrayList<>(bindings);
            for (Change change : changes) {
                int at = -1;
                for (int index = 0; index < next.size(); index++) {
                    Binding each = next.get(index);
                    at = each.slot().equals(change.slot()) ? index : at;
                }
                if (at >= 0) {
                    next.remove(at);
                }
                int place = at;
                change.to().ifPresent(incoming -> next.add(place < 0 ? next.size() : place, new Binding(change.slot(),
                        incoming.kind(), incoming.name(), incoming.bundle(), true, true,
                        settings(incoming))));
            }
            bindings = List.copyOf(next);
        }

        private static Map<String, Object> settings(Incoming incoming) {
            Map<String, Object> settings = new LinkedHashMap<>(incoming.section().orElse(Map.of()));
            settings.putAll(incoming.settings());
            return settings;
        }

        @Override
        public List<SlotInfo> slots() {
            return List.of(new SlotInfo("tokenizer", "tokenizer", false, true), new SlotInfo("router", "router", false,
                    false), new SlotInfo("loggers", "logger", true, false), new SlotInfo("patchers", "patcher", true,
                    true), new SlotInfo("handlers", "handler", true, false));
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public SessionStatus status() {
            return new SessionStatus(id, "training", state, step, 100, 1, "", Map.of());
        }

        @Override
        public List<Binding> bindings() {
            return bindings;
        }

        @Override
        public void record(SwapRecord swap) {
            reachBarrier();
            swaps.add(swap);
        }

        @Override
        public <T> Optional<T> facet(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public List<SwapRecord> swaps() {
            return List.copyOf(swaps);
        }

        @Override
        public Optional<RunReport> report() {
            return Optional.empty();
        }

        @Override
        public Path directory() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<Result.Done> pause() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<Result.Done> proceed() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<Result.Done> advance(long step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<Result.Done> stop() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<String> abort() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<String> checkpoint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> settings() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<String> set(String key, String value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result<String> call(String route, Map<String, String> arguments) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RunReport await() {
            throw new UnsupportedOperationException();
        }
    }
}
