package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that have ended take no room: one after another, all of them still listed. */
class ManySessionsIT {

    private static final int SESSIONS = 20;
    /** The session after which the container has grown to its size. */
    private static final int SETTLED = 3;
    private static final double GROWTH = 1.03;
    /** Parameters and optimizer state of about 120 MB: what 17 sessions keep is seen. */
    private static final String RUN = """
            model: {architecture: gpt, layers: 4, heads: 4, width: 448, context: 32}
            data: {path: text.txt, split: 1}
            trainer: {max_steps: 2, batch_size: 2, micro_batch: 1, workers: 2, seed: 7, schedule: constant}
            storage: {type: file}
            checkpoint: {keep: 1}
            plugins: [-console]
            """;
    /** The whole heap is resident from the start, so that only other memory can grow. */
    private static final List<String> WHOLE_HEAP = List.of("env",
            "ATHANOR_JAVA_OPTS=-Xms512m -Xmx512m -XX:+AlwaysPreTouch");

    @TempDir
    private Path folder;

    @Test
    void theTwentiethSessionFindsAsMuchRoomAsTheThird() throws InterruptedException {
        Home home = Home.in(folder);
        home.write("large.yaml", RUN);
        List<Long> resident = new ArrayList<>();
        try (Product product = Product.idle(home, WHOLE_HEAP)) {
            for (int number = 1; number <= SESSIONS; number++) {
                product.attach("train:start --id s" + number + " " + folder.resolve("large.yaml")).ok();
                product.attach("train:watch s" + number).ok();
                assertThat(product.attach("model:generate --session s" + number + " --tokens 2 line").ok().out())
                        .isNotEmpty();
                resident.add(product.resident());
            }
            assertThat(product.attach("train:list").ok().out()).contains("s1 ", "s" + SESSIONS + " ");
        }
        System.out.println("resident after each session, MiB: "
                + resident.stream().map(bytes -> bytes >> 20).toList());
        assertThat((double) resident.get(SESSIONS - 1)).as("resident memory after the last session")
                .isLessThan(GROWTH * resident.get(SETTLED - 1));
    }
}
