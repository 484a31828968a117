package org.athanor.shell.command;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.Sessions;
import org.athanor.api.shell.Completion;
import org.athanor.shell.format.Listing;
import org.athanor.shell.format.StatusText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code train:*}. Where a session is not named, the only one, or the only running one, is meant. */
@GogoCommand(scope = "train", function = {"start", "status", "watch", "pause", "resume", "stop", "set", "checkpoint",
    "list", "forget"})
@Component(service = TrainCommands.class)
public final class TrainCommands {

    private static final String SESSION = "a session; the only one when left out";
    private static final String SETTING = "replace a value of the run file, KEY=VALUE; repeatable";

    private final Sessions sessions;
    private final TimeUnit second;

    @Activate
    public TrainCommands(@Reference Sessions sessions) {
        this(sessions, TimeUnit.SECONDS);
    }

    /** {@code second}: what takes the place of a second while a session is watched. */
    TrainCommands(Sessions sessions, TimeUnit second) {
        this.sessions = sessions;
        this.second = second;
    }

    @Descriptor("starts a session from a run file")
    public String start(CommandSession session,
            @Descriptor("the name of the run") @Parameter(names = "--id", absentValue = "") String id,
            @Descriptor(SETTING) @Parameter(names = Arguments.SET, absentValue = "") String setting,
            @Descriptor("the run file, YAML") @Completion(Completion.FILE) String... file) {
        Map<String, String> settings = new LinkedHashMap<>();
        String name = Arguments.withSettings("train:start", setting, settings, file).one("a run file");
        Session started = sessions.start(session.currentDir().resolve(name), session.currentDir(), settings,
                Optional.of(id).filter(given -> !given.isEmpty())).unwrap();
        return started.id() + ": started in " + started.directory();
    }

    @Descriptor("shows where a session stands")
    public SessionStatus status(@Descriptor(SESSION) @Completion("session") String... id) {
        return session("train:status", id).status();
    }

    @Descriptor("follows a session until it has ended or Ctrl-C is pressed")
    public SessionStatus watch(CommandSession session,
            @Descriptor("seconds between two looks") @Parameter(names = "--every", absentValue = "1") String seconds,
            @Descriptor(SESSION) @Completion("session") String... id) throws InterruptedException {
        int every = Arguments.positive("train:watch", "--every", seconds);
        Session watched = session("train:watch", id);
        PrintStream console = session.getConsole();
        SessionStatus status = watched.status();
        String shown = "";
        // Whoever watched from another terminal may have gone; then writing fails.
        while (!status.state().ended() && !console.checkError()) {
            String line = StatusText.line(status);
            if (!line.equals(shown)) {
                console.println(line);
                shown = line;
            }
            second.sleep(every);
            status = watched.status();
        }
        return status;
    }

    @Descriptor("pauses a session after the step that runs")
    public String pause(@Descriptor(SESSION) @Completion("session") String... id) {
        Session session = session("train:pause", id);
        session.pause().unwrap();
        return said(session, "paused");
    }

    @Descriptor("goes on with a session that is paused, or with a run that was stopped or killed")
    public String resume(@Descriptor(SETTING) @Parameter(names = Arguments.SET, absentValue = "") String setting,
            @Descriptor("a session or a run; the only session when left out") @Completion("run") String... id) {
        Map<String, String> settings = new LinkedHashMap<>();
        Optional<String> name = Arguments.withSettings("train:resume", setting, settings, id).optional("one run");
        Optional<Session> known = name.isEmpty() ? Optional.of(sessions.required("").unwrap())
                : sessions.find(name.get());
        if (known.isPresent() && !known.get().status().state().ended()) {
            return goOn(known.get(), settings);
        }
        Session resumed = sessions.resume(known.map(Session::id).or(() -> name).orElseThrow(), settings).unwrap();
        return said(resumed, "resumed");
    }

    @Descriptor("ends a session after the step that runs, with a checkpoint")
    public String stop(@Descriptor("do not wait for plugins that hang: end at once, with the last checkpoint")
            @Parameter(names = "--force", presentValue = "true", absentValue = "false") boolean force,
            @Descriptor(SESSION) @Completion("session") String... id) {
        Session session = session("train:stop", id);
        if (!force) {
            session.stop().unwrap();
            return said(session, session.status().state().word());
        }
        String hung = session.abort().unwrap();
        return said(session, "stopped by force") + (hung.isEmpty() ? "" : ": " + hung);
    }

    @Descriptor("changes a setting of a running session; without words, shows those that can change")
    public String set(@Descriptor(SESSION) @Parameter(names = "--session", absentValue = "") @Completion("session")
            String id, @Descriptor("a key and a value, for example trainer.learning_rate 1e-4")
            @Completion("setting") String... setting) {
        Session session = sessions.required(id).unwrap();
        if (setting.length == 0) {
            return session.settings().entrySet().stream().map(each -> each.getKey() + " " + each.getValue())
                    .collect(Collectors.joining(System.lineSeparator()));
        }
        Map.Entry<String, String> change = Arguments.of("train:set", setting).keyAndValue();
        String before = session.set(change.getKey(), change.getValue()).unwrap();
        return said(session, change.getKey() + " was " + before + ", is " + change.getValue());
    }

    @Descriptor("writes a checkpoint now")
    public String checkpoint(@Descriptor(SESSION) @Completion("session") String... id) {
        Session session = session("train:checkpoint", id);
        return session.id() + ": " + session.checkpoint().unwrap();
    }

    @Descriptor("lists the sessions since the container started")
    public List<SessionStatus> list() {
        return new Listing<>(SessionStatus.class, sessions.list().stream().map(Session::status).toList());
    }

    @Descriptor("lets go of sessions that have ended: their plugins and their place in the list; the run folders stay")
    public String forget(@Descriptor("the sessions") @Completion("session") String... ids) {
        List<String> names = Arguments.of("train:forget", ids).some("the sessions to forget");
        names.forEach(id -> sessions.forget(id).unwrap());
        return names.stream().map(id -> id + ": forgotten; train:resume " + id + " goes on with its run")
                .collect(Collectors.joining("\n"));
    }

    private static String goOn(Session session, Map<String, String> settings) {
        if (session.status().state() != State.PAUSED) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "is " + session.status().state().word()
                    + " and not paused", session.id(), "nothing to resume"));
        }
        settings.forEach((key, value) -> session.set(key, value).unwrap());
        session.proceed().unwrap();
        return said(session, "goes on");
    }

    private Session session(String command, String... id) {
        return sessions.required(Arguments.of(command, id).optional("one session").orElse("")).unwrap();
    }

    private static String said(Session session, String what) {
        return session.id() + ": " + what + " after step " + session.status().step();
    }
}
