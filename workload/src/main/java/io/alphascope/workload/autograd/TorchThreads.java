package io.alphascope.workload.autograd;

import ai.djl.pytorch.jni.JniUtils;
import io.alphascope.workload.engine.PyTorch;

/** How many processor threads PyTorch gives to one operation. */
public final class TorchThreads {
  static {
    // JniUtils does not load PyTorch by itself.
    PyTorch.engine();
  }

  private TorchThreads() {}

  /**
   * For the operations that the calling thread begins from now on.
   *
   * @throws IllegalArgumentException unless {@code threads} is positive
   */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is %d, but must be positive".formatted(threads));
    }
    JniUtils.setNumThreads(threads);
  }

  /** What an operation of the calling thread may use. */
  public static int inUse() {
    return JniUtils.getNumThreads();
  }
}
