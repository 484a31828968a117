package org.athanor.plugins.policy;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/**
 * Decides which jars a container takes. The policy is read for each decision, so a change of it holds at once.
 *
 * @param file the policy file; absent when any jar is taken
 * @param features the folder with the feature files of the distribution, if there is one
 */
public record InstallPolicy(Path file, Optional<Path> features) {

    /** The property with the folder of the distribution. */
    private static final String DISTRIBUTION = "athanor.distribution";

    /**
     * Takes the policy of a home.
     *
     * @param properties {@code BundleContext::getProperty}; may answer null
     */
    public static InstallPolicy of(Home home, Function<String, String> properties) {
        return new InstallPolicy(home.policy(), Optional.ofNullable(properties.apply(DISTRIBUTION))
                .map(folder -> Path.of(folder, "features")));
    }

    /**
     * Decides about a jar.
     *
     * @param content its bytes
     * @param sha256 their SHA-256 in hex
     * @param source where it came from, for messages
     * @return done when it is taken, otherwise why not
     */
    public Result<Result.Done> permit(byte[] content, String sha256, String source) {
        return Rules.read(file).flatMap(rules -> switch (rules.plugins()) {
            case ANY -> Result.done();
            case SIGNED -> Signatures.of(rules.truststore().orElseThrow(), rules.password())
                    .flatMap(signatures -> signatures.verify(content, source));
            case LISTED -> rules.listed().contains(sha256) ? Result.done() : inFeature(sha256, source);
        });
    }

    private Result<Result.Done> inFeature(String sha256, String source) {
        try {
            return hashes().contains(sha256) ? Result.done() : Result.err(Problem.of(Kind.REFUSED,
                    "is not among the listed plugins", source,
                    "add its SHA-256 " + sha256 + " to 'listed' in " + file));
        } catch (IOException | JsonException | ClassCastException e) {
            return Result.err(Problem.failed("the features of the distribution cannot be read", e)
                    .at(features.map(Path::toString).orElse("")));
        }
    }

    private Set<String> hashes() throws IOException {
        Set<String> hashes = new HashSet<>();
        if (features.filter(Files::isDirectory).isEmpty()) {
            return hashes;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(features.get(), "*.json")) {
            for (Path feature : files) {
                try (JsonReader reader = Json.createReader(new ByteArrayInputStream(Files.readAllBytes(feature)))) {
                    JsonObject json = reader.readObject();
                    if (json.containsKey("bundles")) {
                        json.getJsonArray("bundles").forEach(bundle -> hashes.add(bundle.asJsonObject()
                                .getString("hash", "").toLowerCase(Locale.ROOT)));
                    }
                }
            }
        }
        return hashes;
    }
}
