package io.alphascope.workload.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class DeviceRuleTest {

  private final DeviceRule noGpu = new DeviceRule(() -> 0);
  private final DeviceRule twoGpus = new DeviceRule(() -> 2);

  @Test
  void autoTakesTheFirstGpuIfThereIsOne() {
    assertThat(twoGpus.choose("auto")).isEqualTo(Device.gpu(0));
    assertThat(noGpu.choose("auto")).isEqualTo(Device.cpu());
  }

  @Test
  void cpuNeverLooksForGpus() {
    DeviceRule rule =
        new DeviceRule(
            () -> {
              throw new AssertionError("looked for GPUs");
            });
    assertThat(rule.choose("cpu")).isEqualTo(Device.cpu());
  }

  @Test
  void cudaIsRefusedWhereThereIsNone() {
    assertThat(twoGpus.choose("cuda")).isEqualTo(Device.gpu(0));
    assertThatThrownBy(() -> noGpu.choose("cuda"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device: 'cuda'")
        .hasMessageContaining("choose 'auto' or 'cpu'");
  }

  @Test
  void listsTheChoicesForAnUnknownOne() {
    assertThatThrownBy(() -> noGpu.choose("tpu"))
        .hasMessage("device: 'tpu' is unknown; there are auto, cpu, cuda");
  }

  @Test
  void namesDevicesAsPyTorchDoes() {
    assertThat(DeviceRule.nameOf(Device.cpu())).isEqualTo("cpu");
    assertThat(DeviceRule.nameOf(Device.gpu(1))).isEqualTo("cuda:1");
  }
}
