package org.athanor.plugins.plan;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Subject;

/** The hash that tells one plan from another. */
final class PlanHash {

    private PlanHash() {
    }

    /**
     * Returns the SHA-256 over everything that a plan says, and the state that it was made for.
     *
     * @param plan the plan; its own hash does not count
     * @param state one line per bundle that it depends on
     */
    static String of(Plan plan, List<String> state) {
        JsonArrayBuilder parts = Json.createArrayBuilder();
        plan.parts().forEach(part -> parts.add(Json.createObjectBuilder().add("plugin", part.plugin())
                .add("bundle", part.bundle()).add("from", part.from().orElse("")).add("to", part.to().orElse(""))
                .add("source", part.source()).add("sha256", part.sha256())
                .add("resolution", Json.createArrayBuilder(part.details().resolution()))
                .add("versions", Json.createArrayBuilder(part.details().versions()))
                .add("features", Json.createArrayBuilder(part.details().features()))
                .add("state", Json.createArrayBuilder(part.details().state()))));
        JsonObject json = Json.createObjectBuilder().add("operation", plan.operation().name())
                .add("subjects", Json.createArrayBuilder(plan.request().subjects().stream()
                        .map(Subject::toString).toList())).add("parts", parts)
                .add("actions", Json.createArrayBuilder(plan.actions()))
                .add("refreshed", Json.createArrayBuilder(plan.refreshed()))
                .add("sessions", Json.createArrayBuilder(plan.sessions()))
                .add("state", Json.createArrayBuilder(state)).build();
        return ContentHash.of(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
