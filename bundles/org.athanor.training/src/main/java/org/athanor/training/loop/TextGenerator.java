package org.athanor.training.loop;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.model.ModelScope;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Samples text from a model, token by token. A function of model, parameters and request. */
public final class TextGenerator {

    private TextGenerator() {
    }

    /** A call holds its generation: nobody can wait for the end of one without an end. */
    private static final long MOST_TOKENS = 100_000;

    /**
     * What to generate.
     *
     * @param prompt the text to go on with; a line end when empty
     * @param tokens how many tokens, from 1 to 100,000
     * @param temperature what the logits are divided by; 0 takes the likeliest token
     * @param topK how many of the likeliest tokens to sample from; 0 means all
     * @param seed the seed of the draws
     */
    public record Request(String prompt, int tokens, double temperature, int topK, long seed) {

        /**
         * Reads the arguments of a call.
         *
         * @throws ProblemException names the argument that is wrong
         */
        public static Request of(Map<String, String> arguments) {
            return new Request(arguments.getOrDefault("prompt", ""),
                    (int) whole(arguments, "tokens", 100, 1, MOST_TOKENS), temperature(arguments),
                    (int) whole(arguments, "top_k", 0, 0, Integer.MAX_VALUE),
                    whole(arguments, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
        }

        private static long whole(Map<String, String> arguments, String name, long fallback, long least, long most) {
            String text = arguments.getOrDefault(name, String.valueOf(fallback));
            String expected = "a whole number from " + least + " to " + most;
            try {
                long value = new BigDecimal(text).longValueExact();
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong(name, text, expected);
            }
            throw wrong(name, text, expected);
        }

        private static double temperature(Map<String, String> arguments) {
            String text = arguments.getOrDefault("temperature", "0.8");
            String expected = "a finite number of at least 0";
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value) && value >= 0) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw wrong("temperature", text, expected);
            }
            throw wrong("temperature", text, expected);
        }

        private static ProblemException wrong(String name, String text, String expected) {
            return new ProblemException(Problem.of(Kind.USAGE, "'" + text + "' is no value for " + name, "generate",
                    "give it " + expected));
        }
    }

    /**
     * Generates text; the prompt is part of the answer.
     *
     * @throws ProblemException when the thread is interrupted before the last token
     */
    public static String generate(ComposedModel model, Map<String, Tensor> parameters, Tokenizer tokenizer,
            Device device, Request request) {
        int[] prompt = tokenizer.encode(request.prompt().isEmpty() ? "\n" : request.prompt());
        int[] tokens = Arrays.copyOf(prompt, prompt.length + request.tokens());
        SplittableRandom random = new SplittableRandom(request.seed());
        int context = model.description().context();
        for (int at = prompt.length; at < tokens.length; at++) {
            if (Thread.interrupted()) {
                throw new ProblemException(Problem.of(Kind.FAILED, "it was interrupted after " + (at - prompt.length)
                        + " of " + request.tokens() + " tokens", "generate", ""));
            }
            float[] logits = logits(model, parameters, device,
                    Arrays.copyOfRange(tokens, Math.max(0, at - context), at));
            tokens[at] = sample(logits, request, random);
        }
        return tokenizer.decode(tokens);
    }

    private static float[] logits(ComposedModel model, Map<String, Tensor> parameters, Device device, int[] window) {
        try (PointerScope pointers = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            ModelScope scope = ModelScope.evaluation(model, parameters);
            long[] ids = Arrays.stream(window).asLongStream().toArray();
            Tensor hidden = scope.hidden(Tensor.create(ids, 1, ids.length).to(device, ScalarType.Long));
            Tensor last = scope.logits(hidden.select(1, -1)).view(-1).to(new Device(torch.DeviceType.CPU),
                    ScalarType.Float);
            float[] logits = new float[(int) last.numel()];
            try (FloatIndexer indexer = last.contiguous().createIndexer()) {
                indexer.get(0L, logits);
            }
            return logits;
        }
    }

    private static int sample(float[] logits, Request request, SplittableRandom random) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        if (request.temperature() == 0) {
            return best;
        }
        float least = request.topK() == 0 || request.topK() >= logits.length ? Float.NEGATIVE_INFINITY
                : kthLargest(logits, request.topK());
        double[] weights = new double[logits.length];
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            weights[i] = logits[i] < least ? 0 : Math.exp((logits[i] - logits[best]) / request.temperature());
            total += weights[i];
        }
        double draw = random.nextDouble() * total;
        for (int i = 0; i < logits.length; i++) {
            draw -= weights[i];
            if (draw < 0) {
                return i;
            }
        }
        return best;
    }

    private static float kthLargest(float[] values, int k) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - k];
    }
}
