package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.trainerservice.plan.TestRequests;
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
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One epoch beside the same epoch in PyTorch: our own on the sample of MNIST (see its make.py), and
 * where it lies beside this checkout another one of a larger network, on all of MNIST.
 */
class ReferenceEpochIT {

  private static final Path OWN = Path.of("../workload/src/test/golden");
  private static final Path FURTHER = Path.of("../../shared/golden");

  /** Of the vectors of later steps, float32 lets the last digits drift apart. */
  private static final long COMPARED_UP_TO = 110;

  static Stream<Arguments> references() {
    Arguments own = arguments(OWN, "mnist-sample", "784-16-12-10", 188, 0.5925);
    Arguments further = arguments(FURTHER, "mnist", "784-128-64-10", 938, 0.904);
    return Files.isDirectory(FURTHER) ? Stream.of(own, further) : Stream.of(own);
  }

  @ParameterizedTest
  @MethodSource("references")
  void trainsAsPyTorchDoes(
      Path folder, String dataset, String network, long stepsOfEpoch, double testAccuracy)
      throws Exception {
    Set<Long> numbers = new TreeSet<>();
    for (JsonNode step :
        new ObjectMapper().readTree(folder.resolve("golden.json").toFile()).get("steps")) {
      numbers.add(step.get("step").longValue());
    }
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestTrainer trainer =
            new TestTrainer(
                kafka.bootstrapServers(), Map.of(), Optional.of(folder.resolveSibling("mnist")))) {
      RunChanged ended =
          trainer.train(
              TestRequests.reference(
                  dataset,
                  network,
                  Files.readAllBytes(folder.resolve("theta_init.f32")),
                  Files.readAllBytes(folder.resolve("order_epoch1.i32"))));

      assertThat(ended.getStepsPublished()).isEqualTo(stepsOfEpoch);
      assertThat(ended.getEvaluations(0).getTestAccuracy()).isEqualTo(testAccuracy, within(0.002));
      List<StepTaken> steps = trainer.published("reference", numbers::contains);
      assertThat(steps)
          .hasSize(4)
          .extracting(StepTaken::getStep)
          .containsExactlyElementsOf(numbers);
      for (StepTaken step : steps) {
        Path prefix = folder.resolve("s%04d_".formatted(step.getStep()));
        assertThat(step.getSampleIndices().getIndexList())
            .isEqualTo(indices(prefix + "batch_idx.i32"));
        if (step.getStep() <= COMPARED_UP_TO) {
          assertClose(step.getTheta0(), prefix + "theta0.f32", 1e-5);
          assertClose(step.getTheta1(), prefix + "theta1.f32", 1e-5);
          assertClose(step.getGradient(), prefix + "g.f32", 1e-4);
        }
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
    return ByteBuffer.wrap(Files.readAllBytes(Path.of(file))).order(ByteOrder.LITTLE_ENDIAN);
  }
}
