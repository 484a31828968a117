package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;

/** One container in which schedules are played, each with a run of its own; it knows what can be taken back. */
final class Stage implements AutoCloseable {

    /** Rows of a step: so many that an exchange takes a few dozen steps, not hundreds. */
    static final int BATCH = 48;
    /** The container remembers so many versions before; asking for fewer is always possible. */
    private static final int MOST_BACK = 3;

    private final Home home;
    private final Product product;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> versionsBefore = new HashMap<>();
    private int version;
    private int runs;

    private Stage(Home home, Product product) {
        this.home = home;
        this.product = product;
    }

    static Stage open() throws InterruptedException {
        try {
            Home home = Home.in(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "stage-"), BATCH);
            return new Stage(home, Product.idle(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What has been played.
     *
     * @param run what the run left
     * @param steps the steps that it has
     * @param exchanges how many plugins were exchanged
     */
    record Played(Run run, long steps, int exchanges) {
    }

    /** Plays a schedule and ends its run. */
    Played play(Schedule schedule) throws InterruptedException, ExecutionException {
        String id = "storm-" + ++runs;
        product.begin(id);
        int exchanges = 0;
        for (Schedule.Act act : schedule.acts()) {
            for (int tick = 0; tick < act.ticks(); tick++) {
                product.advances();
            }
            perform(id, act);
            exchanges += act.plugins().size();
        }
        return new Played(home.run(id), product.finish(id), exchanges);
    }

    private void perform(String id, Schedule.Act act) throws InterruptedException, ExecutionException {
        List<Future<?>> questions = new ArrayList<>();
        for (int question = 0; question < act.questions(); question++) {
            questions.add(threads.submit(() -> assertThat(product.attach("model:generate --session " + id
                    + " --tokens 4 hello").ok().out()).isNotBlank()));
        }
        List<String> commands = commands(act);
        if (act.way() == Schedule.Way.ALL_AT_ONCE) {
            commands.forEach(command -> questions.add(threads.submit(() -> product.attach(command).ok())));
        } else {
            commands.forEach(command -> product.attach(command).ok());
        }
        for (Future<?> question : questions) {
            question.get();
        }
    }

    private List<String> commands(Schedule.Act act) {
        boolean back = act.back()
                && act.plugins().stream().allMatch(plugin -> versionsBefore.getOrDefault(plugin, 0) > 0);
        String command = back ? "plugin:rollback --probation " + act.probation()
                : "plugin:upgrade --probation " + act.probation() + " --shadow " + act.shadow();
        List<String> subjects = act.plugins().stream().map(plugin -> back ? plugin : newer(plugin)).toList();
        act.plugins().forEach(plugin -> versionsBefore.merge(plugin, back ? -1 : 1,
                (before, change) -> Math.min(MOST_BACK, before + change)));
        return act.way() == Schedule.Way.IN_ONE_PLAN ? List.of(command + " " + String.join(" ", subjects))
                : subjects.stream().map(subject -> command + " " + subject).toList();
    }

    /** The folder may have a space in its path; the product works in it. */
    private String newer(String plugin) {
        return PluginCopy.of(plugin).version("0.2." + ++version).in(home.folder()).getFileName().toString();
    }

    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        product.close();
    }
}
