package io.alphascope.workload.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TorchThreadsTest {

  @Test
  void holdForTheCallingThread() {
    int before = TorchThreads.inUse();
    try {
      TorchThreads.use(1);
      assertThat(TorchThreads.inUse()).isEqualTo(1);
      TorchThreads.use(2);
      assertThat(TorchThreads.inUse()).isEqualTo(2);
    } finally {
      TorchThreads.use(before);
    }
  }

  @Test
  void areAtLeastOne() {
    assertThatThrownBy(() -> TorchThreads.use(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads is 0, but must be positive");
  }
}
