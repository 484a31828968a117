package org.athanor.model.gpt;

import org.athanor.api.model.Architecture;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.Scope;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Learned positions, pre-normalisation, causal attention, a GELU layer of four times the width, a tied head. Unlike
 * GPT-2, no dropout on attention weights, so that attention stays one fused operation.
 */
@AthanorPlugin(name = "gpt", kind = Architecture.class, configKey = "model", defaultFor = "training:model")
@Component(name = "org.athanor.model.gpt", service = Architecture.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = GptConfig.class, factory = true)
public final class Gpt implements Architecture {

    private final GptShape shape;
    private final double dropout;
    private final String approximation;

    @Activate
    public Gpt(GptConfig config) {
        this(new GptShape(config.layers(), config.heads(), config.width(), config.context(), config.bias(),
                config.tied()), config.dropout(), config.activation());
    }

    Gpt(GptShape shape, double dropout, String activation) {
        this.shape = shape;
        if (!(dropout >= 0 && dropout < 1)) {
            throw problem("dropout is " + dropout, "model.dropout", "it must be at least 0 and less than 1");
        }
        this.dropout = dropout;
        this.approximation = switch (activation) {
            case "gelu" -> "none";
            case "gelu_tanh" -> "tanh";
            default -> throw problem("unknown activation '" + activation + "'", "model.activation",
                    "one of gelu, gelu_tanh");
        };
    }

    @Override
    public ModelDescription describe(int vocabularySize) {
        return shape.describe(vocabularySize);
    }

    @Override
    public Tensor hidden(Scope scope, Tensor ids) {
        long time = ids.size(1);
        if (time > shape.context()) {
            throw new IllegalArgumentException("a row of " + time + " tokens is longer than the context of "
                    + shape.context());
        }
        Tensor positions = torch.arange(new Scalar(time),
                new TensorOptions(ScalarType.Long).device(new DeviceOptional(ids.device())));
        Tensor x = scope.embedding("tokens", ids).add(scope.embedding("positions", positions));
        x = scope.dropout("embedding", x, dropout);
        for (int layer = 0; layer < shape.layers(); layer++) {
            String block = "blocks." + layer;
            x = x.add(attention(scope, block, scope.norm(block + ".norm1", x)));
            x = x.add(mlp(scope, block, scope.norm(block + ".norm2", x)));
        }
        return scope.norm("norm", x);
    }

    /** Query, key and value are views into one product; the fused kernel takes them by their strides. */
    private Tensor attention(Scope scope, String block, Tensor x) {
        long rows = x.size(0);
        long time = x.size(1);
        TensorVector parts = scope.linear(block + ".attn.qkv", x).chunk(3, -1);
        Tensor[] heads = new Tensor[3];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = parts.get(i).view(rows, time, shape.heads(), shape.width() / shape.heads()).transpose(1, 2);
        }
        Tensor y = scope.attention(block + ".attn", heads[0], heads[1], heads[2]);
        y = scope.linear(block + ".attn.out", y.transpose(1, 2).reshape(rows, time, shape.width()));
        return scope.dropout(block + ".attn", y, dropout);
    }

    private Tensor mlp(Scope scope, String block, Tensor x) {
        Tensor y = torch.gelu(scope.linear(block + ".mlp.up", x), approximation);
        return scope.dropout(block + ".mlp", scope.linear(block + ".mlp.down", y), dropout);
    }

    static ProblemException problem(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, what, where, remedy));
    }
}
