package io.alphascope.curvatureservice.machine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LackExceptionTest {

  @Test
  void memoryIsLackingWhoeverRunsOutOfIt() {
    assertThat(
            LackException.behind(new CompletionException(new OutOfMemoryError("Java heap space"))))
        .hasValueSatisfying(
            lack -> {
              assertThat(lack.what()).isEqualTo("memory");
              assertThat(lack.getMessage()).contains("Java heap space").contains("-Xmx");
            });
    assertThat(
            LackException.behind(
                new EngineException(
                    "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't"
                        + " allocate memory: you tried to allocate 4000000000000 bytes.")))
        .map(LackException::what)
        .contains("memory");
    assertThat(
            LackException.behind(
                new EngineException("CUDA out of memory. Tried to allocate 2 GiB")))
        .map(LackException::what)
        .contains("memory");
  }

  @Test
  void aDataSetIsLackingWhereverItWasAskedFor() {
    LackException lack = LackException.ofDataset("mnist", "not here; put it there", null);

    assertThat(LackException.behind(new IllegalStateException(lack))).contains(lack);
  }

  @Test
  void whatARecordDoesIsNoLack() {
    assertThat(LackException.behind(new IllegalArgumentException("out of memory"))).isEmpty();
    assertThat(
            LackException.behind(new EngineException("mat1 and mat2 shapes cannot be multiplied")))
        .isEmpty();
    assertThat(LackException.behind(new StackOverflowError())).isEmpty();
  }
}
