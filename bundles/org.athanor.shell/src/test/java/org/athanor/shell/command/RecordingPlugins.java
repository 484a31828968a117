package org.athanor.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapOutcome;
import org.osgi.framework.Version;

/** Knows one plugin and does what it is told, writing it down. */
final class RecordingPlugins implements Plugins {

    private static final PluginKind PATCHER = new PluginKind("patcher", "org.athanor.api.model.ModelPatcher",
            Crossing.HANDED_OVER, false);

    static final PluginInfo LORA = new PluginInfo(new PluginDescriptor(PATCHER, "lora", "lora", List.of(),
            List.of("lora"), List.of(), List.of("quantized-base"), "lora.scales", 2, "org.athanor.patcher.lora",
            new Version("0.1.0")), 12, "active", "", "features", List.of("first", "second"), List.of(
                    new PluginInfo.Setting("r", Optional.of("8"), "rank"),
                    new PluginInfo.Setting("target_modules", Optional.empty(), "what it adapts")), List.of("merge"));

    final List<String> calls = new ArrayList<>();
    SwapOutcome outcome = new SwapOutcome.Committed(120);
    List<Leak> leaks = List.of();

    @Override
    public Result<Plan> plan(PlanRequest request) {
        List<Subject> subjects = request.subjects();
        calls.add("plan " + request.operation() + " " + subjects.stream().map(subject -> subject + subject.session()
                .map(id -> " in " + id).orElse("")).collect(Collectors.joining(" ")));
        Plan.Details details = new Plan.Details(List.of("org.athanor.api.model [1.0,2) from org.athanor.api"),
                List.of("exports lora.api 1.0.0 -> 1.0.1: micro"), List.of("lora provides lora"),
                List.of("state lora.steps 1 -> 2 by 1->2"));
        return Result.ok(new Plan(request, subjects.stream().map(subject -> new Plan.Part("patcher:lora",
                "org.athanor.patcher.lora", Optional.of("0.1.0"), Optional.of("0.2.0"), subject.name(), "abc", details))
                .toList(), List.of("install", "switch"), List.of(), List.of("first"), "123"));
    }

    @Override
    public Result<Applied> apply(Plan plan, ApplyOptions options) {
        calls.add("apply " + plan.hash() + " " + options.policy().probationSteps() + " " + options.who());
        return Result.ok(new Applied(plan, outcome, ("patcher:lora 0.1.0 to 0.2.0 after step 120 "
                + outcome.reason()).strip()));
    }

    @Override
    public Result<Applied> change(PlanRequest request, ApplyOptions options, Consumer<Plan> planned) {
        return plan(request).flatMap(plan -> {
            planned.accept(plan);
            return apply(plan, options);
        });
    }

    @Override
    public Result<Result.Done> permit(byte[] jar, String source) {
        return Result.done();
    }

    @Override
    public List<PluginInfo> list() {
        return List.of(LORA);
    }

    @Override
    public Result<PluginInfo> info(String plugin) {
        return List.of("lora", LORA.descriptor().id(), LORA.descriptor().bundle()).contains(plugin) ? Result.ok(LORA)
                : Result.err(Problem.of(Problem.Kind.NOT_FOUND, "no plugin '" + plugin + "'"));
    }

    @Override
    public List<Map<String, Object>> history(int limit) {
        calls.add("history " + limit);
        Map<String, Object> apply = Map.of("n", 1L, "time", "2026-01-01T00:00:00.123456789Z", "type", "apply",
                "hash", "abc", "prev", "000", "plugin", "patcher:lora", "plan", "0123456789abcdef".repeat(4));
        Map<String, Object> action = Map.of("n", 2L, "time", "2026-01-01T00:00:01Z", "type", "action", "action", 1);
        Map<String, Object> outcome = Map.of("n", 3L, "time", "2026-01-01T00:00:02Z", "type", "outcome");
        return List.of(apply, action, outcome);
    }

    @Override
    public Result<Long> verifyHistory() {
        return Result.ok(1L);
    }

    @Override
    public Result<byte[]> content(long bundleId) {
        return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "no command reads jars"));
    }

    @Override
    public int loadersAlive() {
        return 0;
    }

    @Override
    public int loadersAlive(String session) {
        return 0;
    }

    @Override
    public List<Leak> leaks() {
        return leaks;
    }

    @Override
    public List<PluginInfo> quarantined() {
        return leaks.isEmpty() ? List.of() : List.of(new PluginInfo(LORA.descriptor(), 11, "quarantined", "",
                "features", List.of()));
    }
}
