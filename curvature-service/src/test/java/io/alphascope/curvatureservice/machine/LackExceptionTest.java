package io.alphascope.curvatureservice.machine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LackTest {

  @Test
  void memoryIsLackingWhoeverRunsOutOfIt() {
    assertThat(Lack.behind(new CompletionException(new OutOfMemoryError("Java heap space"))))
        .hasValueSatisfying(
            lack -> {
              assertThat(lack.what()).isEqualTo("memory");
              assertThat(lack.reason()).contains("Java heap space").contains("-Xmx");
            });
    assertThat(
            Lack.behind(
                new EngineException(
                    "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't"
                        + " allocate memory: you tried to allocate 4000000000000 bytes.")))
        .map(Lack::what)
        .contains("memory");
    assertThat(Lack.behind(new EngineException("CUDA out of memory. Tried to allocate 2 GiB")))
        .map(Lack::what)
        .contains("memory");
  }

  @Test
  void aDataSetIsLackingWhereverItWasAskedFor() {
    Lack lack = Lack.ofDataset("mnist", "not here; put it there");

    assertThat(Lack.behind(new IllegalStateException(new LackException(lack, null))))
        .contains(lack);
  }

  @Test
  void whatARecordDoesIsNoLack() {
    assertThat(Lack.behind(new IllegalArgumentException("out of memory"))).isEmpty();
    assertThat(Lack.behind(new EngineException("mat1 and mat2 shapes cannot be multiplied")))
        .isEmpty();
    assertThat(Lack.behind(new StackOverflowError())).isEmpty();
  }
}
