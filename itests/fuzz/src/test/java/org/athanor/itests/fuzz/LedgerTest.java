package org.athanor.itests.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.durable.ledger.FileLedgers;
import org.athanor.exchange.run.RunFolder;

class LedgerTest {

    private static final List<String> WORDS = List.of("{", "}", "[", "]", "\"", ",", ":", "\n", "\r\n", "\\u0000", "\\",
            "é", "null", "true", "\"step\":", "\"type\":", "\"prev\":", "{\"a\":{\"a\":{\"a\":");

    private static final FileLedgers LEDGERS = new FileLedgers();
    private static Path folder = Path.of("");
    private static byte[] sound = new byte[0];

    @BeforeContainer
    static void writeLedger() throws IOException {
        folder = Files.createTempDirectory("run");
        Path file = new RunFolder(folder, LEDGERS).ledger();
        try (Ledger ledger = LEDGERS.open(file).unwrap()) {
            Map<String, Object> plugin = Map.of("slot", "tokenizer", "kind", "tokenizer", "name", "byte", "bundle",
                    "org.athanor.tokenizer.byte", "version", "0.1.0", "sha256", "00", "settings", Map.of("a", 1));
            ledger.append("started", Map.of("work", "training", "step", 0, "max_steps", 100, "plugins",
                    List.of(plugin), "states", Map.of("log", Map.of("schema", "s", "version", 1, "json", "{}"))))
                    .unwrap();
            ledger.append("setting", Map.of("step", 3, "key", "trainer.max_steps", "from", "100", "to", "200"))
                    .unwrap();
            ledger.append("checkpoint", Map.of("step", 5, "key", "checkpoints/step-5", "sha256", "00")).unwrap();
            ledger.append("ended", Map.of("step", 9, "status", "completed", "reason", "é")).unwrap();
        }
        sound = Files.readAllBytes(file);
        Files.delete(file);
    }

    @Provide
    Arbitrary<byte[]> ledgers() {
        return Inputs.of(List.of(sound), WORDS);
    }

    @Property
    void aLedgerIsReadOrRefusedInOneLine(@ForAll("ledgers") byte[] input) throws Throwable {
        RunFolder run = new RunFolder(folder, LEDGERS);
        Files.write(run.ledger(), input);
        Inputs.read(input, content -> LEDGERS.verify(run.ledger()));
        // As a resumption does, before the ledger is opened and checked.
        Inputs.read(input, content -> LEDGERS.lines(run.ledger()).map(lines -> List.of(RunHistory.intended(lines),
                run.started(), run.resumes(), run.firstStates())));
        Inputs.read(input, content -> LEDGERS.open(run.ledger()).map(ledger -> {
            ledger.close();
            return "";
        }));
    }
}
