package org.athanor.patcher.lora;

import java.util.ArrayList;
import java.util.List;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Chooses the linear operations that get an adapter. */
@AthanorPlugin(name = "lora", kind = ModelPatcher.class, configKey = "lora", provides = "adapter",
        conflicts = "quantized-base")
@Component(name = "org.athanor.patcher.lora", service = ModelPatcher.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LoraConfig.class, factory = true)
public final class LoraPatcher implements ModelPatcher {

    private static final String ALL = "all-linear";

    private final LoraSettings settings;
    private final List<String> targets;

    @Activate
    public LoraPatcher(LoraConfig config, SessionScope session) {
        this(new LoraSettings(session.slot(), config.r(), config.alpha(), config.dropout(),
                leaving(session.slot(), config.leaving())), List.of(config.target__modules()));
    }

    LoraPatcher(LoraSettings settings, List<String> targets) {
        if (targets.isEmpty()) {
            throw problem("there are no target modules", settings.slot() + ".target_modules",
                    "name linear operations such as attn.qkv, or all-linear");
        }
        this.settings = settings;
        this.targets = targets;
    }

    @Override
    public Result<Patch> patch(ModelDescription model) {
        List<String> linears = model.linears();
        for (String target : targets) {
            if (linears.stream().noneMatch(linear -> matches(target, linear))) {
                return Result.err(Problem.of(Problem.Kind.CONFIGURATION,
                        "the model has no linear operation '" + target + "'", settings.slot() + ".target_modules",
                        "it has " + suffixes(linears)));
            }
        }
        List<ParameterSpec> adapted = new ArrayList<>();
        for (String linear : linears) {
            if (targets.stream().anyMatch(target -> matches(target, linear))) {
                adapted.add(model.parameter(linear + ".weight").orElseThrow());
            }
        }
        return Result.ok(new LoraPatch(settings, adapted));
    }

    private static boolean matches(String target, String linear) {
        return target.equals(ALL) || linear.equals(target) || linear.endsWith("." + target);
    }

    /** Returns the names with the block number left out, each once: what a user would write. */
    private static String suffixes(List<String> linears) {
        return String.join(", ", linears.stream().map(linear -> linear.replaceFirst("^.*\\.\\d+\\.", "")).distinct()
                .toList());
    }

    private static Patch.Leaving leaving(String slot, String word) {
        return switch (word) {
            case "merge" -> Patch.Leaving.MERGE;
            case "keep" -> Patch.Leaving.KEEP_ASIDE;
            case "drop" -> Patch.Leaving.DROP;
            default -> throw problem("unknown value '" + word + "'", slot + ".leaving", "one of merge, keep, drop");
        };
    }

    static ProblemException problem(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, what, where, remedy));
    }
}
