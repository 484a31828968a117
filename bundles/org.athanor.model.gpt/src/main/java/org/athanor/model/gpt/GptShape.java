package org.athanor.model.gpt;

import java.util.ArrayList;
import java.util.List;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.ParameterSpec.Role;

/** The sizes of a model and the parameters that follow from them. Initial values as in GPT-2: N(0, 0.02), and less for
 * the projections that end a residual branch, so that the sum of all branches keeps its scale. */
record GptShape(int layers, int heads, int width, int context, boolean bias, boolean tied) {

    private static final double DEVIATION = 0.02;

    GptShape {
        requirePositive("layers", layers);
        requirePositive("heads", heads);
        requirePositive("width", width);
        requirePositive("context", context);
        if (width % heads != 0) {
            throw Gpt.problem("a width of " + width + " cannot be divided into " + heads + " heads", "model.heads",
                    "choose a number of heads that divides the width");
        }
    }

    ModelDescription describe(int vocabulary) {
        List<ParameterSpec> parameters = new ArrayList<>();
        parameters.add(table("tokens.weight", vocabulary, Role.EMBEDDING));
        parameters.add(table("positions.weight", context, Role.EMBEDDING));
        for (int layer = 0; layer < layers; layer++) {
            String block = "blocks." + layer;
            double residual = DEVIATION / Math.sqrt(2.0 * layers);
            norm(parameters, block + ".norm1");
            linear(parameters, block + ".attn.qkv", 3L * width, width, DEVIATION);
            linear(parameters, block + ".attn.out", width, width, residual);
            norm(parameters, block + ".norm2");
            linear(parameters, block + ".mlp.up", 4L * width, width, DEVIATION);
            linear(parameters, block + ".mlp.down", width, 4L * width, residual);
        }
        norm(parameters, "norm");
        if (!tied) {
            // Not a linear operation: it is reached through the scope's logits and loss.
            parameters.add(table("head.weight", vocabulary, Role.OTHER));
        }
        return new ModelDescription("gpt", vocabulary, context, width, tied ? "tokens.weight" : "head.weight",
                parameters);
    }

    private ParameterSpec table(String name, long entries, Role role) {
        return new ParameterSpec(name, List.of(entries, (long) width), new Initialisation.Normal(DEVIATION), role,
                true);
    }

    private void linear(List<ParameterSpec> parameters, String name, long out, long in, double deviation) {
        parameters.add(new ParameterSpec(name + ".weight", List.of(out, in), new Initialisation.Normal(deviation),
                Role.LINEAR, true));
        bias(parameters, name, out);
    }

    private void norm(List<ParameterSpec> parameters, String name) {
        parameters.add(new ParameterSpec(name + ".weight", List.of((long) width), new Initialisation.Ones(),
                Role.OTHER, false));
        bias(parameters, name, width);
    }

    private void bias(List<ParameterSpec> parameters, String name, long size) {
        if (bias) {
            parameters.add(new ParameterSpec(name + ".bias", List.of(size), new Initialisation.Zeros(), Role.OTHER,
                    false));
        }
    }

    private static void requirePositive(String key, int value) {
        if (value < 1) {
            throw Gpt.problem(key + " is " + value, "model." + key, "it must be at least 1");
        }
    }
}
