package org.athanor.plugins;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginKind;

/** The kinds of plugin that the tests know: in a container of theirs the framework itself declares them. */
public final class TestKinds {

    private static final Map<String, String> SERVICES = Map.of("tokenizer", "org.athanor.api.tokenizer.Tokenizer",
            "data", "org.athanor.api.data.DataSource", "logger", "org.athanor.api.metrics.MetricsLogger", "handler",
            "org.athanor.api.routing.RouteHandler", "router", "org.athanor.api.routing.Router", "storage",
            "org.athanor.api.storage.Storage", "patcher", "org.athanor.api.model.ModelPatcher");

    /** As a framework declares them. */
    static final String CAPABILITIES = SERVICES.entrySet().stream().map(kind -> "athanor.kind;word=" + kind.getKey()
            + ";service=\"" + kind.getValue() + "\"").collect(Collectors.joining(","));

    private TestKinds() {
    }

    /** Returns them all. */
    public static Kinds all() {
        return Kinds.of(List.copyOf(SERVICES.entrySet()).stream().map(kind -> new PluginKind(kind.getKey(),
                kind.getValue(), Crossing.HANDED_OVER, true)).toList());
    }
}
