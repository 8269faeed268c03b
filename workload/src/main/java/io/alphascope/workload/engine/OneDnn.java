package io.alphascope.workload.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * oneDNN, by which PyTorch computes convolutions in float32 on processors. Its version 3.7.1, in
 * PyTorch 2.7.1, gives wrong gradients on some processors (seen on AMD's Zen 5): in the
 * convolution's operand, where the results have fewer channels than a vector has elements. PyTorch
 * has slower convolutions of its own, which are right.
 */
final class OneDnn {
  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  /** What is tried: fewer channels than a vector of 8 or 16, as many, and more. */
  private static final List<Trial> TRIALS =
      List.of(
          new Trial(1, 2, 4, 9, 3, 1, 1),
          new Trial(2, 1, 6, 12, 5, 1, 1),
          new Trial(2, 2, 4, 6, 3, 1, 1),
          new Trial(2, 3, 8, 8, 3, 1, 1),
          new Trial(2, 8, 8, 8, 3, 2, 1),
          new Trial(2, 6, 16, 6, 5, 1, 1),
          new Trial(2, 16, 20, 6, 3, 1, 1),
          new Trial(2, 4, 6, 6, 3, 1, 2),
          new Trial(2, 4, 4, 6, 3, 1, 4),
          new Trial(3, 2, 4, 5, 3, 1, 1));

  private OneDnn() {}

  /**
   * Turns oneDNN off for this process if it computes wrongly here. To find out takes 0.1 to 0.3 s,
   * in which oneDNN generates kernels.
   *
   * @throws EngineUnavailableException if it cannot be turned off, with the remedy
   */
  static void turnOffIfWrong(Engine engine) {
    if (isRight(engine)) {
      return;
    }
    try {
      turnOff();
    } catch (LinkageError e) {
      throw unavailable(e);
    }
    if (!isRight(engine)) {
      throw unavailable(null);
    }
    LOG.info(
        "oneDNN's gradients of convolutions are wrong on this processor:"
            + " PyTorch's own convolutions are used, which are right");
  }

  private static EngineUnavailableException unavailable(Throwable cause) {
    return new EngineUnavailableException(
        "PyTorch computes wrong gradients of convolutions on this processor:"
            + " set ONEDNN_MAX_CPU_ISA=AVX in the environment, or use another build of PyTorch by "
            + PyTorch.LIBRARY_PATH,
        cause);
  }

  /** Whether convolutions and their gradients in float32 are those in float64. */
  static boolean isRight(Engine engine) {
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDManager manager = engine.newBaseManager(Device.cpu())) {
      return TRIALS.stream().allMatch(trial -> trial.isRight(manager));
    } finally {
      JniUtils.setGradMode(recording);
    }
  }

  /**
   * As {@code torch.backends.mkldnn.enabled = False}, which DJL does not offer, and the same for
   * NNPACK: what oneDNN does not take goes there, where it supports the processor at all.
   *
   * @throws LinkageError if this build of PyTorch has no such functions
   */
  static void turnOff() {
    // Loaded already: this finds it again.
    Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
    NativeLibrary torch = NativeLibrary.getInstance(library.toString());
    Pointer context = torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    for (String setter : List.of("setUserEnabledMkldnn", "setUserEnabledNNPACK")) {
      torch
          .getFunction("_ZN2at7Context%d%sEb".formatted(setter.length(), setter))
          .invokeVoid(new Object[] {context, (byte) 0});
    }
  }

  /** A convolution of two samples, padded so that its results are as long as its operand. */
  private record Trial(
      int axes, int channels, int results, int length, int kernel, int stride, int groups) {

    boolean isRight(NDManager manager) {
      // Over three axes at least, since PyTorch asks for NNPACK otherwise, which may complain.
      float[] expected = of(manager, DataType.FLOAT64, 3);
      float[] found = of(manager, DataType.FLOAT32, axes);
      // Exact in both types but where sums are rearranged.
      return IntStream.range(0, expected.length)
          .allMatch(i -> Math.abs(found[i] - expected[i]) < 1e-2);
    }

    /**
     * y, ∂⟨y, s⟩/∂x and ∂⟨y, s⟩/∂w of small whole numbers.
     *
     * @param rank number of axes; those beyond the trial's are of length 1
     */
    private float[] of(NDManager manager, DataType type, int rank) {
      long result = (length - 1) / stride + 1;
      NDArray x = numbers(manager, type, rank, true, 2, channels, length);
      NDArray w = numbers(manager, type, rank, true, results, channels / groups, kernel);
      NDArray s = numbers(manager, type, rank, false, 2, results, result);
      NDArray y =
          JniUtils.convolution(
              (PtNDArray) x,
              (PtNDArray) w,
              null,
              new Shape(each(stride, 1, rank)),
              new Shape(each(kernel / 2, 0, rank)),
              new Shape(each(1, 1, rank)),
              groups);
      JniUtils.backward((PtNDArray) y, (PtNDArray) s, false, false);
      return y.stopGradient()
          .flatten()
          .concat(x.getGradient().flatten())
          .concat(w.getGradient().flatten())
          .toType(DataType.FLOAT32, false)
          .toFloatArray();
    }

    private NDArray numbers(
        NDManager manager,
        DataType type,
        int rank,
        boolean leaf,
        long rows,
        long columns,
        long length) {
      Shape shape = new Shape(rows, columns).addAll(new Shape(each(length, 1, rank)));
      float[] numbers = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i * 7 % 11 - 5;
      }
      // A copy: see Torch.create, which is not called because it would load the engine.
      NDArray array = manager.create(numbers, shape).toType(type, true);
      array.setRequiresGradient(leaf);
      return array;
    }

    private long[] each(long number, long beyond, int rank) {
      return IntStream.range(0, rank).mapToLong(i -> i < axes ? number : beyond).toArray();
    }
  }
}
