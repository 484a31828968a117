package org.athanor.api.lifecycle;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * The folder that holds everything which a container writes. The launcher passes it as the framework property
 * {@value #PROPERTY}.
 *
 * @param root the folder, absolute
 */
public record Home(Path root) {

    /** Name of the framework property. */
    public static final String PROPERTY = "athanor.home";

    /**
     * Reads the home from the framework's properties.
     *
     * @param properties {@code BundleContext::getProperty}; may answer null
     * @throws IllegalStateException when the property is missing
     */
    public static Home of(Function<String, String> properties) {
        String value = properties.apply(PROPERTY);
        if (value == null) {
            throw new IllegalStateException("the framework property " + PROPERTY + " is not set");
        }
        return new Home(Path.of(value).toAbsolutePath().normalize());
    }

    /** One folder per run: {@code runs/}. */
    public Path runs() {
        return root.resolve("runs");
    }

    /** The hot folder: {@code deploy/}. */
    public Path deploy() {
        return root.resolve("deploy");
    }

    /** Jars by content hash: {@code plugins/}. */
    public Path plugins() {
        return root.resolve("plugins");
    }

    /** Says which plugin jars are taken: {@code policy.json}; any jar, when there is none. */
    public Path policy() {
        return root.resolve("policy.json");
    }

    /** The container's ledger: {@code ledger.jsonl}. */
    public Path ledger() {
        return root.resolve("ledger.jsonl");
    }

    /** What is needed for a moment and can be deleted at any time: {@code tmp/}. */
    public Path temporary() {
        return root.resolve("tmp");
    }
}
