package org.athanor.torch;

import java.nio.charset.StandardCharsets;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.global.torch;

/**
 * Randomness as a function: the seed of a draw is computed from the run's seed, what the draw is for, and numbers such
 * as the step and the micro-batch. Nothing has to be saved or restored.
 *
 * <p>The function is fixed for ever, since checkpoints rely on it. A state of 64 bits starts at 0 and absorbs 64-bit
 * words, each by {@code state = mix((state ^ word) + 0x9E3779B97F4A7C15)}; {@code mix} is the finaliser of SplitMix64
 * (Steele, Lea, Flood 2014, with Stafford's variant 13). The words are: the seed; the length of the purpose in UTF-8
 * bytes; those bytes in groups of eight, little-endian, the last padded with zeros; the number of parts; the parts.
 * Each step is a bijection of the word, so two draws that differ in one word never get the same seed.
 */
public final class Seeds {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {
    }

    /**
     * Returns the seed of a draw.
     *
     * @param seed the run's seed
     * @param purpose what is drawn, for example {@code dropout:blocks.3.mlp}
     * @param parts numbers that distinguish draws for the same purpose, for example step and micro-batch
     */
    public static long of(long seed, String purpose, long... parts) {
        byte[] bytes = purpose.getBytes(StandardCharsets.UTF_8);
        long state = absorb(0, seed);
        state = absorb(state, bytes.length);
        for (int start = 0; start < bytes.length; start += Long.BYTES) {
            long word = 0;
            for (int i = Math.min(start + Long.BYTES, bytes.length) - 1; i >= start; i--) {
                word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
            }
            state = absorb(state, word);
        }
        state = absorb(state, parts.length);
        for (long part : parts) {
            state = absorb(state, part);
        }
        return state;
    }

    /**
     * Returns a private CPU generator. LibTorch's Mersenne Twister takes the lower 32 bits of {@code seed}.
     */
    public static Generator generator(long seed) {
        return torch.createCPUGenerator(seed);
    }

    private static long absorb(long state, long word) {
        long z = (state ^ word) + GOLDEN_GAMMA;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
