package org.athanor.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.api.plugin.Problem;
import org.athanor.exchange.work.RunIdentity;
import org.athanor.training.testing.HeldStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storages of two runs that lead to one place. */
class OwnerTest {

    private static final Owner FIRST = new Owner(new RunIdentity("demo", "a"));
    private static final Owner SECOND = new Owner(new RunIdentity("demo", "b"));

    @TempDir
    private Path scratch;
    private HeldStorage storage;

    @BeforeEach
    void create() {
        storage = new HeldStorage(scratch);
    }

    @Test
    void thePlaceIsOfTheRunThatCameFirstAsLongAsItHoldsCheckpoints() {
        FIRST.claim(storage).unwrap();
        new Checkpoints(storage).write(CheckpointsTest.checkpoint(10, 1), 1).unwrap();

        assertThat(FIRST.claim(storage).isOk()).isTrue();
        assertThat(SECOND.claim(storage).failure().map(Problem::message).orElse("")).contains(
                "the storage is of another run, 'demo' (a), not of 'demo' (b)", "storage.path");
        assertThat(FIRST.check(storage).isOk()).isTrue();
        assertThat(SECOND.check(storage).isOk()).isFalse();
    }

    @Test
    void whoHasSavedNothingLosesThePlaceAndNotices() {
        FIRST.claim(storage).unwrap();
        SECOND.claim(storage).unwrap();

        assertThat(SECOND.check(storage).isOk()).isTrue();
        assertThat(FIRST.check(storage).isOk()).isFalse();
    }

    @Test
    void aPlaceThatIsOfNobodyIsOfWhoeverUsesIt() {
        assertThat(FIRST.check(storage).isOk()).isTrue();
        assertThat(storage.entries).isEmpty();
    }
}
