package org.athanor.shell.command;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;

/** A session that does nothing: it stands where the test puts it and writes down what it is asked. */
final class FakeSession implements Session {

    private final String id;
    private final List<String> calls = new ArrayList<>();
    private final Deque<SessionStatus> statuses = new ArrayDeque<>();

    /** A session that trains. */
    FakeSession(String id, State state) {
        this.id = id;
        statuses.add(status(state, 120));
    }

    /** A session of another kind of work. */
    FakeSession(SessionStatus status) {
        id = status.id();
        statuses.add(status);
    }

    /** Each look at the session takes the next status; the last one stays. */
    FakeSession then(State state, long step) {
        statuses.add(status(state, step));
        return this;
    }

    List<String> calls() {
        return calls;
    }

    private SessionStatus status(State state, long step) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("tokens", step * 768);
        values.put("train_loss", 2.5);
        values.put("eval_loss", Double.NaN);
        values.put("learning_rate", 0.001);
        values.put("tokens_per_second", 12345.0);
        return new SessionStatus(id, "training", state, step, 2000, 3,
                state == State.FAILED ? "the loss is NaN" : "", values);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Path directory() {
        return Path.of("runs", id);
    }

    @Override
    public SessionStatus status() {
        return statuses.size() > 1 ? statuses.remove() : statuses.element();
    }

    @Override
    public Result<Result.Done> pause() {
        calls.add("pause");
        return Result.done();
    }

    @Override
    public Result<Result.Done> proceed() {
        calls.add("proceed");
        return Result.done();
    }

    @Override
    public Result<Result.Done> advance(long step) {
        throw new UnsupportedOperationException("no command goes to a step");
    }

    @Override
    public <T> Optional<T> facet(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public Result<Result.Done> stop() {
        calls.add("stop");
        return Result.done();
    }

    @Override
    public Result<String> abort() {
        calls.add("abort");
        return Result.ok("objective:causal 1.0.0 had not come back");
    }

    @Override
    public Result<String> checkpoint() {
        return Result.ok("checkpoints/step-120");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("trainer.learning_rate", "0.001");
    }

    @Override
    public Result<String> set(String key, String value) {
        calls.add("set " + key + " " + value);
        return Result.ok("0.001");
    }

    @Override
    public Result<String> call(String route, Map<String, String> arguments) {
        return Result.ok(route + " " + new TreeMap<>(arguments));
    }

    @Override
    public List<SlotInfo> slots() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Binding> bindings() {
        return List.of();
    }

    @Override
    public List<SwapRecord> swaps() {
        return List.of();
    }

    @Override
    public Result<Exchange> prepare(List<Change> changes, SwapPolicy policy) {
        throw new UnsupportedOperationException("no command prepares an exchange");
    }

    @Override
    public void record(SwapRecord swap) {
        throw new UnsupportedOperationException("no command records an exchange");
    }

    @Override
    public RunReport await() {
        throw new UnsupportedOperationException("no command waits without looking");
    }

    @Override
    public Optional<RunReport> report() {
        return Optional.empty();
    }
}
