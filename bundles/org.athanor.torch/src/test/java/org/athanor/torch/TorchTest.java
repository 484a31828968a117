package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.athanor.api.plugin.ProblemException;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class TorchTest {

    @Test
    void setsEveryLibraryToOneThread() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        try {
            for (var result : pool.invokeAll(IntStream.range(0, 4).<Callable<Integer>>mapToObj(i -> () -> {
                Torch.useOneThread();
                return torch.get_num_threads();
            }).toList())) {
                assertThat(result.get()).isEqualTo(1);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(torch.get_num_interop_threads()).isEqualTo(1);
        assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
    }

    @Test
    void namesItsVersionAndInstructionSet() {
        assertThat(Torch.version()).matches("2\\.\\d+\\.\\d+-\\S+ \\(\\S+\\)");
    }

    @Test
    void findsTheCpu() {
        assertThat(Torch.device("cpu").is_cpu()).isTrue();
        assertThat(Torch.device("auto").is_cuda()).isEqualTo(torch.cuda_is_available());
    }

    @Test
    void refusesAnUnknownDevice() {
        assertThatThrownBy(() -> Torch.device("gpu")).isInstanceOf(ProblemException.class)
                .hasMessage("device: unknown device 'gpu'; one of auto, cpu, cuda");
    }

    @Test
    void answersForCudaAsTheMachineIs() {
        Torch.initialise();
        if (torch.cuda_is_available()) {
            assertThat(Torch.device("cuda").is_cuda()).isTrue();
        } else {
            assertThatThrownBy(() -> Torch.device("cuda")).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("no usable CUDA device");
        }
    }
}
