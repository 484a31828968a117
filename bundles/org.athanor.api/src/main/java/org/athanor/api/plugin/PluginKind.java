package org.athanor.api.plugin;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kinds of plugin that take part in a session. The service interface of a kind is named, not referenced, so that
 * reading a manifest loads no class.
 */
public enum PluginKind {
    /** {@code model: {architecture: ...}}; computes hidden states over named parameters. */
    ARCHITECTURE("architecture", "org.athanor.api.model.Architecture", false, true),
    /** {@code tokenizer: {type: ...}}; text to token ids. */
    TOKENIZER("tokenizer", "org.athanor.api.tokenizer.Tokenizer", false, true),
    /** {@code data: {type: ...}}; where the records come from. */
    DATA("data", "org.athanor.api.data.DataSource", false, true),
    /** {@code objective: {type: ...}}; what is minimised. */
    OBJECTIVE("objective", "org.athanor.api.model.Objective", false, true),
    /** {@code optimizer: {type: ...}}; how gradients change parameters. */
    OPTIMIZER("optimizer", "org.athanor.api.model.Optimizer", false, true),
    /** {@code storage: {type: ...}}; where checkpoints go. */
    STORAGE("storage", "org.athanor.api.storage.Storage", false, true),
    /** {@code router: {type: ...}}; which handler answers a call. The session goes on without it. */
    ROUTER("router", "org.athanor.api.routing.Router", false, false),
    /** Named under {@code plugins}; answers the calls of a route. The session goes on without it. */
    HANDLER("handler", "org.athanor.api.routing.RouteHandler", true, false),
    /** Named under {@code plugins}; adds parameters and intercepts operations of the model. */
    PATCHER("patcher", "org.athanor.api.model.ModelPatcher", true, true),
    /** Named under {@code plugins}; receives metrics and events. The session goes on without it. */
    LOGGER("logger", "org.athanor.api.metrics.MetricsLogger", true, false);

    private final String word;
    private final String service;
    private final boolean many;
    private final boolean mandatory;

    PluginKind(String word, String service, boolean many, boolean mandatory) {
        this.word = word;
        this.service = service;
        this.many = many;
        this.mandatory = mandatory;
    }

    /** Returns the word for this kind in run files, commands, reports and the ledger. */
    public String word() {
        return word;
    }

    /** Returns the name of the service interface. */
    public String service() {
        return service;
    }

    /** Returns whether a session may have several plugins of this kind, in declared order. */
    public boolean many() {
        return many;
    }

    /** Returns whether a session pauses while its plugin of this kind is gone. */
    public boolean mandatory() {
        return mandatory;
    }

    /** Returns the kind whose service interface has this name, or empty. */
    public static Optional<PluginKind> ofService(String service) {
        return Arrays.stream(values()).filter(kind -> kind.service.equals(service)).findFirst();
    }

    /** Returns the kind with this word, or empty. */
    public static Optional<PluginKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** Returns all words, separated by commas, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(PluginKind::word).collect(Collectors.joining(", "));
    }
}
