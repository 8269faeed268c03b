package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alphascope.events.RunChanged;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.events.test.EmbeddedKafka;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * One epoch on MNIST beside the same epoch in PyTorch, where that one lies beside this checkout.
 */
class ReferenceEpochIT {

  private static final Path SHARED = Path.of("../../shared");
  private static final Path GOLDEN = SHARED.resolve("golden");

  @Test
  void trainsAsPyTorchDoes() throws Exception {
    assumeTrue(Files.isDirectory(GOLDEN), "the reference epoch is not beside this checkout");
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestTrainer trainer =
            new TestTrainer(
                kafka.bootstrapServers(), Map.of(), Optional.of(SHARED.resolve("mnist")))) {
      RunChanged ended =
          trainer.train(
              TestTrainer.reference(
                  "reference",
                  Files.readAllBytes(GOLDEN.resolve("theta_init.f32")),
                  Files.readAllBytes(GOLDEN.resolve("order_epoch1.i32"))));

      Map<Long, StepTaken> steps =
          trainer.published("reference", Set.of(0L, 50L, 200L, 937L)::contains).stream()
              .collect(Collectors.toMap(StepTaken::getStep, Function.identity()));
      assertThat(ended.getStepsPublished()).isEqualTo(938);
      assertThat(ended.getEvaluations(0).getTestAccuracy()).isEqualTo(0.904, within(0.002));
      for (long step : new long[] {0, 50}) {
        assertClose(steps.get(step).getTheta0(), "s%04d_theta0.f32".formatted(step), 1e-5);
        assertClose(steps.get(step).getTheta1(), "s%04d_theta1.f32".formatted(step), 1e-5);
        assertClose(steps.get(step).getGradient(), "s%04d_g.f32".formatted(step), 1e-4);
      }
      for (long step : new long[] {0, 50, 200, 937}) {
        assertThat(steps.get(step).getSampleIndices().getIndexList())
            .isEqualTo(indices("s%04d_batch_idx.i32".formatted(step)));
      }
    }
  }

  /** Within {@code tolerance} of the reference vector's norm, entry by entry. */
  private static void assertClose(Tensor found, String file, double tolerance) throws IOException {
    FloatBuffer actual = Tensors.littleEndian(found).asFloatBuffer();
    FloatBuffer expected = bytes(file).asFloatBuffer();
    double squares = 0;
    for (int i = 0; i < expected.remaining(); i++) {
      squares += (double) expected.get(i) * expected.get(i);
    }
    double margin = tolerance * Math.sqrt(squares);
    for (int i = 0; i < expected.remaining(); i++) {
      if (Math.abs(actual.get(i) - expected.get(i)) > margin) {
        assertThat(actual.get(i)).as("%s[%d]", file, i).isEqualTo(expected.get(i));
      }
    }
  }

  private static List<Integer> indices(String file) throws IOException {
    ByteBuffer bytes = bytes(file);
    Integer[] indices = new Integer[bytes.remaining() / Integer.BYTES];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = bytes.getInt();
    }
    return List.of(indices);
  }

  private static ByteBuffer bytes(String file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(GOLDEN.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
  }
}
