package org.athanor.shell.replay;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.lifecycle.RecordedPlugin;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;

/**
 * What a run left.
 *
 * @param folder its folder
 * @param history what was done to it
 * @param status how it ended
 * @param steps its completed steps
 * @param parametersSha256 what it came to
 */
record RunLeft(Path folder, RunHistory history, String status, long steps, String parametersSha256) {

    /** What a report calls the hash by which two runs are compared. */
    static final String PARAMETERS_SHA256 = "parameters_sha256";

    /** Reads a run; throws a {@link ProblemException} when it has not ended, cannot be read or was changed. */
    static RunLeft in(Path folder, Ledgers ledgers) {
        if (!Files.isRegularFile(folder.resolve("report.json"))) {
            throw new ProblemException(Files.isDirectory(folder)
                    ? Problem.of(Kind.USAGE, "the run has not ended, so there is nothing to compare with",
                            folder.toString(), "go on with it: run --resume " + folder.getFileName())
                    : Problem.of(Kind.NOT_FOUND, "there is no such run", folder.toString(),
                            "name a run of this home, or give the folder of one"));
        }
        Path ledger = folder.resolve("ledger.jsonl");
        if (ledgers.verify(ledger).unwrap() == 0) {
            throw new ProblemException(Problem.of(Kind.NOT_FOUND, "the run has no ledger, so nothing can be done again",
                    ledger.toString(), ""));
        }
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(folder.resolve("report.json")))) {
            JsonObject report = reader.readObject();
            if (report.getString(PARAMETERS_SHA256, "").isEmpty()) {
                throw new ProblemException(Problem.of(Kind.USAGE, "the run has left no parameters, so there is nothing"
                        + " to compare with", folder.toString(), "replay a run that trains"));
            }
            return new RunLeft(folder, RunHistory.of(ledgers.lines(ledger).unwrap()), report.getString("status"),
                    report.getJsonNumber("steps").longValue(), report.getString(PARAMETERS_SHA256));
        } catch (IOException | JsonException | ClassCastException | NullPointerException
                | IllegalArgumentException e) {
            throw new ProblemException(Problem.failed("the run cannot be read", e).at(folder.toString()));
        }
    }

    /** Returns where the jar of a plugin was kept. */
    Path jar(RecordedPlugin plugin) {
        return folder.resolve("plugins").resolve(plugin.bundle().sha256() + ".jar");
    }
}
