package io.alphascope.workload.engine;

import ai.djl.Device;
import java.util.List;
import java.util.function.IntSupplier;

/** Where to compute: {@code auto} is the first GPU if there is one, else the processor. */
public final class DeviceRule {

  /** What may be asked for. */
  public static final List<String> CHOICES = List.of("auto", "cpu", "cuda");

  private final IntSupplier gpus;

  /**
   * @param gpus counts the CUDA devices; asked for {@code auto} and {@code cuda} only
   */
  DeviceRule(IntSupplier gpus) {
    this.gpus = gpus;
  }

  /** The rule for the GPUs that PyTorch sees. */
  public static DeviceRule ofEngine() {
    return new DeviceRule(() -> PyTorch.engine().getGpuCount());
  }

  /**
   * @throws IllegalArgumentException if there is no such choice, or no GPU though one is asked for
   */
  public Device choose(String wanted) {
    return switch (wanted) {
      case "auto" -> gpus.getAsInt() > 0 ? Device.gpu(0) : Device.cpu();
      case "cpu" -> Device.cpu();
      case "cuda" -> {
        if (gpus.getAsInt() == 0) {
          throw new IllegalArgumentException(
              "device: 'cuda' is asked for, but PyTorch sees no CUDA device here; choose 'auto' or"
                  + " 'cpu', or name PyTorch's CUDA libraries"
                  + " (ALPHASCOPE_PYTORCH_LIBRARY_PATH, ALPHASCOPE_PYTORCH_FLAVOR)");
        }
        yield Device.gpu(0);
      }
      default ->
          throw new IllegalArgumentException(
              "device: '%s' is unknown; there are %s"
                  .formatted(wanted, String.join(", ", CHOICES)));
    };
  }

  /** "cpu" or "cuda:0", as runs report it. */
  public static String nameOf(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }
}
