package org.athanor.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * LibTorch in this process. Parallelism is in micro-batches, so every native call uses one thread: results do not
 * depend on the number of cores, and LibTorch's and OpenBLAS's thread pools never fight each other.
 */
public final class Torch {

    private Torch() {
    }

    /** Loads the native libraries and sets them to one thread per call. Idempotent and thread-safe. */
    public static void initialise() {
        Once.LOADED.run();
    }

    /**
     * Sets the calling thread to one LibTorch thread per call. The number is a setting of each thread, so every new
     * worker calls this before its first operation.
     */
    public static void useOneThread() {
        initialise();
        torch.set_num_threads(1);
    }

    /**
     * Returns the version of LibTorch's binding and the instruction set that its kernels use, for example
     * {@code 2.10.0-1.5.13 (AVX512)}. Bits of results may differ between instruction sets.
     */
    public static String version() {
        initialise();
        try {
            return Loader.getVersion("org.bytedeco", "pytorch", torch.class) + " ("
                    + torch.get_cpu_capability().getString() + ")";
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of LibTorch does not tell its version", e);
        }
    }

    /**
     * Returns the device for a word of the run file.
     *
     * @param word {@code auto} (CUDA when there is a usable device, else the CPU), {@code cpu} or {@code cuda}
     * @throws ProblemException when the word is another, or {@code cuda} is asked for and there is none
     */
    public static Device device(String word) {
        initialise();
        return switch (word) {
            case "cpu" -> new Device(DeviceType.CPU);
            case "auto" -> new Device(torch.cuda_is_available() ? DeviceType.CUDA : DeviceType.CPU);
            case "cuda" -> {
                if (!torch.cuda_is_available()) {
                    throw problem("there is no usable CUDA device, or this build of LibTorch has no CUDA",
                            "use device auto or cpu, or build with the CUDA profile on a machine with a driver");
                }
                yield new Device(DeviceType.CUDA);
            }
            default -> throw problem("unknown device '" + word + "'", "one of auto, cpu, cuda");
        };
    }

    private static ProblemException problem(String what, String remedy) {
        return new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, what, "device", remedy));
    }

    /** Class initialisation runs once per process and makes other threads wait: exactly what loading needs. */
    private static final class Once {

        static final Runnable LOADED = load();

        private static Runnable load() {
            extractFirst("torch_cpu");
            Loader.load(torch.class);
            torch.set_num_threads(1);
            // LibTorch accepts this setting once; another class loader of this class may have been first.
            if (torch.get_num_interop_threads() != 1) {
                torch.set_num_interop_threads(1);
            }
            openblas_nolapack.blas_set_num_threads(1);
            return () -> { };
        }

        /**
         * JavaCPP loads libtorch before it has extracted libtorch_cpu, which libtorch needs. On the first start a
         * libtorch_cpu of the system's, of another version, would then come in and end the process.
         */
        private static void extractFirst(String library) {
            try {
                Loader.cacheResource(torch.class, "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/"
                        + System.mapLibraryName(library));
            } catch (IOException e) {
                throw new UncheckedIOException("the native library " + library + " cannot be extracted", e);
            }
        }
    }
}
