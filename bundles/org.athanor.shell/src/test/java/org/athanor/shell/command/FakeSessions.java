package org.athanor.shell.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.Sessions;

/** Sessions as a test puts them. */
final class FakeSessions implements Sessions {

    private final List<Session> sessions = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    FakeSession add(String id, State state) {
        FakeSession session = new FakeSession(id, state);
        sessions.add(session);
        return session;
    }

    void add(SessionStatus status) {
        sessions.add(new FakeSession(status));
    }

    List<String> calls() {
        return calls;
    }

    @Override
    public Result<Session> start(Path runFile, Path folder, Map<String, String> overrides, Optional<String> id) {
        calls.add("start " + runFile + " in " + folder + " " + new TreeMap<>(overrides));
        return Result.ok(new FakeSession(id.orElse("generated"), State.RUNNING));
    }

    @Override
    public Result<Session> resume(String id, Map<String, String> overrides) {
        calls.add("resume " + id + " " + new TreeMap<>(overrides));
        return Result.ok(new FakeSession(id, State.RUNNING));
    }

    @Override
    public Result<Session> repeat(Path folder, Map<String, BundleRef> bundles, Optional<String> id) {
        throw new UnsupportedOperationException("no command repeats a run");
    }

    @Override
    public Result<Result.Done> forget(String id) {
        return required(id).map(sessions::remove).map(known -> Result.Done.DONE);
    }

    @Override
    public void end() {
        list().forEach(Session::stop);
    }

    @Override
    public List<Session> list() {
        return sessions;
    }

    @Override
    public Optional<Session> find(String id) {
        return sessions.stream().filter(session -> session.id().equals(id)).findFirst();
    }

    @Override
    public Result<Session> required(String id) {
        return (id.isEmpty() ? sessions.stream().findFirst() : find(id)).map(Result::ok).orElseGet(() ->
                Result.err(Problem.of(Problem.Kind.NOT_FOUND, "no session '" + id + "'")));
    }
}
