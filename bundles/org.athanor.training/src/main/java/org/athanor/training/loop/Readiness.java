package org.athanor.training.loop;

import java.util.Optional;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.RunningWork.Mark;
import org.athanor.exchange.work.RunningWork.Ready;

/**
 * Makes generations ready to take a training over: its tensors, and the checkpoints in its storage. A mark leads back
 * to both.
 */
final class Readiness {

    private final Host host;
    private final TrainingState state;
    /** What the last mark leads back from; generations that were let go hold no plugin. */
    private Optional<StorageMove> since = Optional.empty();

    Readiness(Host host, TrainingState state) {
        this.host = host;
        this.state = state;
    }

    /** Makes a generation ready, off the session's thread; see {@code RunningWork.ready}. */
    Result<Ready> ready(Generation next) {
        Generation inUse = host.generation();
        return state.ready(inUse, next).flatMap(tensors -> {
            try {
                return StorageMove.between(host, () -> state.progress().step(), inUse, next)
                        .map(move -> move.bring().map(done -> (Ready) new Moving(tensors, move)))
                        .orElseGet(() -> Result.ok(tensors));
            } catch (Throwable e) {
                return Result.err(PluginFailure.of("the storage failed", e));
            }
        });
    }

    private final class Moving implements Ready {

        private final Ready tensors;
        private final StorageMove move;

        Moving(Ready tensors, StorageMove move) {
            this.tensors = tensors;
            this.move = move;
        }

        @Override
        public Result<Result.Done> catchUp() {
            return move.catchUp();
        }

        @Override
        public void takeOver() {
            move.arrive();
            try {
                tensors.takeOver();
            } catch (Throwable e) {
                move.goBack();
                throw e;
            }
            since = Optional.of(move);
        }
    }

    /** Marks what a switch from here may go back to; see {@code RunningWork.mark}. */
    Mark mark() {
        Mark tensors = state.mark(host.generation());
        since = Optional.empty();
        return () -> {
            Optional<StorageMove> move = since;
            since = Optional.empty();
            tensors.goBack();
            move.ifPresent(StorageMove::goBack);
        };
    }
}
