package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Faults;
import org.athanor.itests.harness.Faults.Deed;
import org.athanor.itests.harness.Faults.Point;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.athanor.itests.product.CrashMatrix.Crash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full from one forced write of a whole run on, from the first to the report. Room comes back, or does not:
 * then the run waits, or has ended otherwise than well, and goes on to the same bits when there is room again. System
 * property {@code athanor.crashes}: {@code all} points in both ways, or one of every third of their {@code kinds}.
 */
class DiskFullRunIT {

    private static final String FULL = "No space left on device";
    private static final boolean ALL = System.getProperty("athanor.crashes").equals("all");
    private static final int SPARSE = 3;
    private static final long STEPS = 100;
    private static final String[] RUN = {"run", "run.yaml", "--id", "full", "--set", "trainer.max_steps=" + STEPS};

    @TempDir
    private Path folder;

    private Home home(String name) throws IOException {
        return Home.in(Files.createDirectories(folder.resolve(name)));
    }

    private List<Crash> points() throws IOException, InterruptedException {
        Faults faults = new Faults(home("sound"));
        try (Product product = faults.start(RUN)) {
            product.await().ok();
        }
        return CrashMatrix.choose("run", faults.since(0), ALL, new ArrayList<>());
    }

    @Test
    void theStateIsKeptOrTheRunWaits() throws IOException, InterruptedException {
        CrashMatrix matrix = new CrashMatrix();
        int number = 0;
        for (Crash crash : points()) {
            number++;
            if (ALL || number % (2 * SPARSE) == SPARSE + 1) {
                matrix.add(crash, "room comes back: " + roomComesBack(crash.point(), home("back-" + number)));
            }
            if (ALL || number % (2 * SPARSE) == 1) {
                matrix.add(crash, "no room: " + noRoom(crash.point(), home("none-" + number)));
            }
        }
        System.out.println(matrix.table());
        assertThat(matrix.kinds()).hasSizeGreaterThan(ALL ? 1 : 4);
        assertThat(matrix.table()).contains("completed", "waited");
    }

    private static String roomComesBack(Point point, Home home) throws InterruptedException {
        Faults faults = new Faults(home);
        faults.order(Deed.FULL, point);
        try (Product product = faults.start(RUN)) {
            while (faults.done() == 0) {
                Thread.onSpinWait();
            }
            faults.orderNothing("there is room again");
            return ended(point, home, product.await());
        }
    }

    private static String noRoom(Point point, Home home) throws InterruptedException {
        Faults faults = new Faults(home);
        faults.order(Deed.FULL, point);
        try (Product product = faults.start(RUN)) {
            boolean waits = product.printsBeforeItsEnd(line -> line.contains("waits after step"));
            assertThat(faults.done()).as("%s was reached", point).isEqualTo(1);
            if (!waits) {
                Answer answer = product.await();
                faults.orderNothing("there is room again");
                assertThat(answer.code()).as("%s: %s", point, answer.out()).isNotZero();
                return ended(point, home, answer);
            }
            product.kill();
        }
        faults.orderNothing("there is room again");
        Product.execute(home, "run", "--resume", "full").ok();
        Untouched.assertSame(home.run("full"), STEPS);
        return "waited, resumed after kill -9";
    }

    /** What is not well ended is told, and goes on from what it has kept, or begins anew if it never began. */
    private static String ended(Point point, Home home, Answer answer) throws InterruptedException {
        String how = "completed";
        if (answer.code() != 0) {
            assertThat(answer.err()).as("%s: %s", point, answer.out()).contains(FULL);
            boolean began = Files.exists(home.root().resolve("runs/full/run.yaml"));
            Product.execute(home, began ? new String[] {"run", "--resume", "full"} : RUN).ok();
            how = began ? "ended, resumed" : "refused, begun again";
        }
        Untouched.assertSame(home.run("full"), STEPS);
        return how;
    }
}
