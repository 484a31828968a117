package com.example.desk;

import com.example.answers.Answerer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.LiveSetting;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunningWork;

/**
 * One desk. Questions come from the run file and from callers; several are answered at a time, and they are recorded in
 * the order in which they came. A step is an answer that is recorded; its caller is told once it is durable. Everything
 * here happens on the thread of the session; other threads leave word in the inbox.
 */
final class Desk implements RunningWork {

    static final String WORKERS = "desk.workers";
    static final String CLOSE_AFTER = "desk.close_after";

    private static final String ROUTE = "ask";
    private static final String QUESTION = "question";

    private final Host host;
    private final DeskSettings settings;
    private final Optional<Long> backTo;
    private final Inbox inbox = new Inbox();
    private final Dispatcher dispatcher;
    private final Queue<Question> callers = new ArrayDeque<>();
    private final List<Question> unsaved = new ArrayList<>();
    private volatile Progress progress;

    /**
     * Creates a desk.
     *
     * @param progress where it stands
     * @param backTo the step that the run was told to go on from
     */
    Desk(Host host, DeskSettings settings, Progress progress, Optional<Long> backTo) {
        this.host = host;
        this.settings = settings;
        this.progress = progress;
        this.backTo = backTo;
        this.dispatcher = new Dispatcher(host, inbox);
    }

    @Override
    public Object content(Draft draft) {
        return draft.requiredService(DeskWork.ANSWERER, Answerer.class);
    }

    @Override
    public void begin(Generation first) {
        backTo.ifPresent(step -> host.record(Resumption.ABANDONED, Map.of(DeskPlace.STEP, step)).unwrap());
    }

    /** What a desk has to tell of itself follows from no plugin, so each fits and nothing is to be undone. */
    @Override
    public Result<Ready> ready(Generation next) {
        return Result.ok(() -> { });
    }

    @Override
    public Mark mark() {
        return () -> { };
    }

    @Override
    public long step() {
        return progress.answered();
    }

    @Override
    public long lastStep() {
        return progress.closeAfter();
    }

    @Override
    public boolean advance() throws InterruptedException {
        dispatcher.judgeFailures(step());
        boolean woken = inbox.read();
        takeQuestions();
        dispatcher.ask();
        Optional<Question> answered = dispatcher.next();
        if (answered.isPresent()) {
            record(answered.get());
        } else if (!unsaved.isEmpty()) {
            save();
        } else if (progress.closeAfter() > 0 && progress.answered() >= progress.closeAfter()) {
            return false;
        } else if (!woken && !dispatcher.hasFailures()) {
            // A wake that was read above is for the barrier, which comes first.
            inbox.await();
        }
        return true;
    }

    /** Callers come first: they wait. */
    private void takeQuestions() {
        while (dispatcher.size() < progress.workers() && (progress.closeAfter() == 0
                || progress.answered() + dispatcher.size() < progress.closeAfter())) {
            Optional<Question> next = Optional.ofNullable(callers.poll()).or(this::nextListed);
            if (next.isEmpty()) {
                return;
            }
            dispatcher.take(next.get());
        }
    }

    private Optional<Question> nextListed() {
        long number = progress.listed() + dispatcher.listed();
        int all = settings.questions().size();
        return number < all * settings.rounds()
                ? Optional.of(Question.listed(settings.questions().get((int) (number % all)))) : Optional.empty();
    }

    private void record(Question question) {
        progress = progress.after(question, question.words());
        unsaved.add(question);
        if (settings.tellEvery() > 0 && step() % settings.tellEvery() == 0) {
            host.announce(new RunEvent(step(), Level.INFO, "answered", step() + ". " + question.text() + " "
                    + question.words()));
        }
    }

    /** Makes all that has been answered durable with one line, and tells the callers. */
    private void save() {
        host.witness();
        Map<String, Object> line = DeskPlace.fields(host, progress);
        line.put("answers", unsaved.stream().map(question -> Map.of(QUESTION, question.text(), "answer",
                question.words())).toList());
        host.record(DeskPlace.LINE, line).unwrap();
        unsaved.forEach(Question::tell);
        unsaved.clear();
    }

    @Override
    public void wake() {
        inbox.leave(() -> { });
    }

    @Override
    public Optional<Problem> atEnd(boolean torn) {
        if (!unsaved.isEmpty()) {
            save();
        }
        return Optional.empty();
    }

    @Override
    public void ended() {
        inbox.close();
        callers.addAll(unsaved);
        callers.addAll(dispatcher.clear());
        callers.forEach(question -> question.answered(closed()));
        callers.forEach(Question::tell);
        callers.clear();
    }

    private Result<String> closed() {
        return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "the desk is closed", host.id(), ""));
    }

    @Override
    public List<LiveSetting> settings() {
        return List.of(LiveSetting.whole(WORKERS, () -> progress.workers(), () -> 1L,
                        workers -> progress = progress.withWorkers(workers)),
                LiveSetting.whole(CLOSE_AFTER, () -> progress.closeAfter(),
                        () -> Math.max(1, progress.answered() + dispatcher.size()),
                        answers -> progress = progress.withCloseAfter(answers)));
    }

    @Override
    public Result<String> call(String route, Map<String, String> arguments) {
        if (!route.equals(ROUTE) || !arguments.keySet().equals(Set.of(QUESTION))) {
            return Result.err(Problem.of(Problem.Kind.USAGE, "a desk answers one question at a time", route,
                    "call " + ROUTE + " with " + QUESTION + "=..."));
        }
        CompletableFuture<Result<String>> answer = new CompletableFuture<>();
        Question question = Question.called(arguments.get(QUESTION), answer);
        return inbox.leave(() -> callers.add(question)) ? answer.join() : closed();
    }

    @Override
    public Result<Result.Done> shadow(Generation from, Generation to, List<String> slots, SwapPolicy policy) {
        return new DeskShadow(from, to, policy).compare(slots, progress.recent());
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("workers", progress.workers());
        values.put("across_exchanges", dispatcher.acrossExchanges());
        return values;
    }

    @Override
    public Map<String, Object> results() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("listed", progress.listed());
        values.put("called", progress.answered() - progress.listed());
        values.put("across_exchanges", dispatcher.acrossExchanges());
        values.put("answers_sha256", progress.sha256());
        return values;
    }
}
