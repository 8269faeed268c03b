package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steps of a real training through the stream, against PyTorch's numbers in float64. */
@ExtendWith(SharedService.Extension.class)
class GoldenStepsIT {

  /** Made by PyTorch, see its make.py. */
  private static final Path GOLDEN = Path.of("../workload/src/test/golden");

  @Test
  void agreesWithPyTorchOnStepsOfARealTraining(SharedService shared) throws IOException {
    JsonNode steps =
        new ObjectMapper().readTree(GOLDEN.resolve("golden.json").toFile()).get("steps");
    for (JsonNode step : steps) {
      shared.client.publish(event(step.get("step").asLong()));
    }

    Map<String, CurvatureObserved> rows = new HashMap<>();
    for (ConsumerRecord<String, CurvatureObserved> row :
        shared.client.awaitObservations("golden", 2 * steps.size())) {
      rows.put(row.key(), row.value());
    }

    for (JsonNode step : steps) {
      String key = "golden/" + step.get("step").asLong();
      requireGolden(rows.get(key + "/hessian"), rows.get(key + "/ggn"), step.get("f64"));
    }
    assertThat(rows.values()).noneMatch(CurvatureObserved::getGradientDisagrees);
  }

  private static void requireGolden(
      CurvatureObserved hessian, CurvatureObserved ggn, JsonNode expected) {
    double slope = expected.get("dTg").asDouble();
    double gauss = expected.get("dGd").asDouble();
    assertThat(hessian.getSlope()).isCloseTo(slope, within(1e-5 * Math.abs(slope)));
    assertThat(hessian.getSlopePublished()).isCloseTo(slope, within(1e-5 * Math.abs(slope)));
    assertThat(ggn.getCurvatureValue()).isCloseTo(gauss, within(1e-5 * gauss));
    assertThat(hessian.getCurvatureValue())
        .isCloseTo(expected.get("dHd").asDouble(), within(1e-5 * gauss));
  }

  private static StepTaken event(long step) throws IOException {
    String prefix = "s%04d_".formatted(step);
    SampleIndices.Builder samples = SampleIndices.newBuilder();
    IntBuffer indices = littleEndian(prefix + "batch_idx.i32").asIntBuffer();
    while (indices.hasRemaining()) {
      samples.addIndex(indices.get());
    }
    return StepTaken.newBuilder()
        .setRun("golden")
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("784-16-12-10")
                .setActivation("relu")
                .setLoss("cross-entropy")
                .setReduction("mean")
                .setDataset("mnist-sample")
                .addAllCurvatures(List.of("hessian", "ggn")))
        .setStep(step)
        .setEpoch(1)
        .setLearningRate(0.01)
        .setSampleIndices(samples)
        .setTheta0(vector(prefix + "theta0.f32"))
        .setTheta1(vector(prefix + "theta1.f32"))
        .setGradient(vector(prefix + "g.f32"))
        .build();
  }

  private static Tensor vector(String file) throws IOException {
    ByteBuffer elements = littleEndian(file);
    return Tensors.of(Tensor.ElementType.FLOAT32, elements, elements.remaining() / Float.BYTES);
  }

  private static ByteBuffer littleEndian(String file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(GOLDEN.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
  }
}
