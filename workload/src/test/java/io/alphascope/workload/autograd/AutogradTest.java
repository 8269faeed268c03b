package io.alphascope.workload.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alphascope.workload.engine.PyTorch;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AutogradTest {

  @Test
  void accumulatesGradientsOfSeveralOutputsInALeaf() {
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd recording = Autograd.recording()) {
      NDArray x = Autograd.leaf(manager.create(new double[] {1, 2}));
      NDArray square = x.mul(x);
      NDArray cube = square.mul(x);

      Autograd.backward(square, manager.create(new double[] {1, 10}), true);
      assertThat(Autograd.gradient(x).toDoubleArray()).containsExactly(2, 40);

      Autograd.backward(cube, manager.create(new double[] {1, 1}), false);
      assertThat(Autograd.gradient(x).toDoubleArray()).containsExactly(2 + 3, 40 + 12);

      Autograd.zeroGradient(x);
      assertThat(Autograd.gradient(x).toDoubleArray()).containsExactly(0, 0);
    }
  }

  @Test
  void gradientIsALiveArray() {
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd recording = Autograd.recording()) {
      NDArray x = Autograd.leaf(manager.create(new double[] {3}));
      NDArray square = x.mul(x);
      Autograd.backward(square, manager.ones(square.getShape(), square.getDataType()), true);
      NDArray gradient = Autograd.gradient(x);
      Autograd.backward(square, manager.ones(square.getShape(), square.getDataType()), false);

      assertThat(gradient.toDoubleArray()).containsExactly(12);
    }
  }

  @Test
  void restoresTheModeThatWasBefore() {
    boolean before = Autograd.isRecording();
    assertThatThrownBy(
            () -> {
              try (Autograd off = Autograd.notRecording()) {
                assertThat(Autograd.isRecording()).isFalse();
                try (Autograd on = Autograd.recording()) {
                  assertThat(Autograd.isRecording()).isTrue();
                }
                assertThat(Autograd.isRecording()).isFalse();
                throw new IllegalStateException("broken off");
              }
            })
        .hasMessage("broken off");
    assertThat(Autograd.isRecording()).isEqualTo(before);
  }

  @Test
  void twoThreadsRecordAtTheSameTime() {
    try (Autograd here = Autograd.recording()) {
      double there =
          CompletableFuture.supplyAsync(
                  () -> {
                    try (NDManager manager = PyTorch.newManager(Device.cpu());
                        Autograd recording = Autograd.recording()) {
                      NDArray x = Autograd.leaf(manager.create(new double[] {5}));
                      NDArray y = x.mul(x);
                      Autograd.backward(y, manager.create(new double[] {1}), false);
                      return Autograd.gradient(x).toDoubleArray()[0];
                    }
                  })
              .join();
      assertThat(there).isEqualTo(10);
      assertThat(Autograd.isRecording()).isTrue();
    }
  }
}
