package io.alphascope.workload.autograd;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.alphascope.workload.engine.PyTorch;

/**
 * Whether the current thread records operations for reverse mode, for the length of a
 * try-with-resources block, and the reverse pass itself.
 *
 * <p>DJL's {@code GradientCollector} is not used: only one may be open per JVM, and refusing the
 * second one leaves that thread's mode switched on. The mode is the thread's own and starts
 * <em>on</em> in new threads, so code that does not want it recorded must say so.
 */
public final class Autograd implements AutoCloseable {
  static {
    // JniUtils does not load PyTorch by itself.
    PyTorch.engine();
  }

  private final boolean before;

  private Autograd(boolean recording) {
    before = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
  }

  /** Records until closed; then the mode is what it was before. */
  public static Autograd recording() {
    return new Autograd(true);
  }

  /** Does not record until closed; then the mode is what it was before. */
  public static Autograd notRecording() {
    return new Autograd(false);
  }

  /** Whether the current thread records. */
  public static boolean isRecording() {
    return JniUtils.isGradMode();
  }

  /** Makes an array a leaf: reverse passes will leave gradients with it. Returns the array. */
  public static NDArray leaf(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  /**
   * Adds to the gradient of every leaf the derivative of ⟨output, seed⟩.
   *
   * @param seed of the output's shape
   * @param keepGraph whether another reverse pass over what led to the output will follow
   */
  public static void backward(NDArray output, NDArray seed, boolean keepGraph) {
    JniUtils.backward((PtNDArray) output, (PtNDArray) seed, keepGraph, false);
  }

  /**
   * The gradient gathered by a leaf so far: the live array, to which later reverse passes add and
   * which {@link #zeroGradient} clears. Zeros if no reverse pass reached the leaf.
   */
  public static NDArray gradient(NDArray leaf) {
    return leaf.getGradient();
  }

  /** Sets the gradient of a leaf to zero. */
  public static void zeroGradient(NDArray leaf) {
    JniUtils.zeroGrad((PtNDArray) leaf);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
