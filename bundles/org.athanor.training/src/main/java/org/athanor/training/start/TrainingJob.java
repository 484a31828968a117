package org.athanor.training.start;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.athanor.api.data.DataSource;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Storage;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.routing.RouteTable;
import org.athanor.torch.Torch;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.checkpoint.Owner;
import org.athanor.training.checkpoint.Recorded;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.DataMarks;
import org.athanor.training.loop.Slots;
import org.athanor.training.loop.TrainingRun;
import org.bytedeco.pytorch.Device;

/**
 * A training as its run file describes it.
 *
 * @param config the trainer's settings
 * @param device where it computes
 * @param routes the handlers of all routes
 */
record TrainingJob(TrainerConfig config, Device device, RouteTable routes) implements Job {

    /** The override that lets a run go on with other data. */
    private static final String DATA = "resume.data";

    @Override
    public ThreadPlan threads() {
        return new ThreadPlan(config.workers(), Torch::useOneThread);
    }

    @Override
    public Set<String> changeableAtResume() {
        return Set.of(DATA, "trainer.workers", "trainer.device", "trainer.max_steps", "trainer.learning_rate",
                "trainer.gradient_clip", "eval.every", "checkpoint.every", "checkpoint.keep");
    }

    /**
     * Reads the checkpoint through the storage that the run file chooses, or through those that the run has had since;
     * empty when it has none yet.
     */
    @Override
    public Result<Optional<Place>> place(Resumption how, Asking ask) {
        Owner owner = new Owner(how.identity());
        Optional<StorageHistory> storages = StorageHistory.of(how.lines());
        if (storages.isPresent()) {
            return new NewestCheckpoint(storages.get(), ask, owner, Recorded.hashes(how.lines()))
                    .find(how.step());
        }
        Result<Checkpoint> read = ask.ask(Slots.STORAGE, Storage.class,
                storage -> owner.check(storage).flatMap(ours -> new Checkpoints(storage).read(how.step(),
                        Recorded.hashes(how.lines()))));
        boolean none = read.failure().filter(problem -> problem.kind() == Kind.NOT_FOUND).isPresent();
        return none && how.step().isEmpty() ? Result.ok(Optional.empty()) : read.map(Optional::of);
    }

    @Override
    public RunningWork work(Host host, Optional<Place> place, Optional<Resumption> how) {
        Optional<Checkpoint> checkpoint = place.map(Checkpoint.class::cast);
        boolean moved = how.filter(again -> !again.repeats()).flatMap(again -> StorageHistory.of(again.lines()))
                .isPresent();
        return new TrainingRun(host, config, device,
                new TrainingRun.Start(checkpoint, dataCheck(checkpoint, how), moved), routes);
    }

    /** The data of a run must be what it was: a cursor into other data would go on somewhere else. */
    private static BiConsumer<DataSource, String> dataCheck(Optional<Checkpoint> checkpoint,
            Optional<Resumption> how) {
        if (how.isEmpty() || otherData(how.get())) {
            return (data, plugin) -> { };
        }
        DataMarks began = how.get().lines("started").stream().filter(line -> line.fields().has("data"))
                .map(line -> DataMarks.read(line.fields().object("data"))).findFirst().orElse(DataMarks.NONE);
        if (how.get().repeats()) {
            return (data, plugin) -> began.check(data, plugin, "the run began", "put it back as it was");
        }
        // What looks at data later must not keep the tensors of the checkpoint.
        DataMarks marks = checkpoint.map(Checkpoint::data).orElse(began);
        String when = checkpoint.map(found -> "checkpoint step-" + found.step()).orElse("the run began");
        return (data, plugin) -> marks.check(data, plugin, when,
                "put it back, or go on with what there is now: --set " + DATA + "=changed");
    }

    private static boolean otherData(Resumption how) {
        String word = how.overrides().get(DATA);
        if (word != null && !word.equals("changed")) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + word + "' is no word for data", "--set " + DATA,
                    "give it 'changed', or leave it out"));
        }
        return word != null;
    }
}
