package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensors;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.FreshSamples;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Steps that refer to samples of a data set, against closed forms.
 *
 * <p>z = W x + b, mean squared error against one-hot targets t: with the residual r = z − t and its
 * change along the step ṙ = ΔW x + Δb, the slope is 2/(nC) Σ r'ṙ and the curvature 2/(nC) Σ ṙ'ṙ.
 */
@ExtendWith(SharedService.Extension.class)
class ReferencedRunIT {

  private static final int INPUTS = 784;
  private static final int CLASSES = 10;
  private static final int PARAMETERS = INPUTS * CLASSES + CLASSES;
  private static final int FRESH = 256;
  private static final long SEED = 42;

  private final Dataset dataset =
      new DatasetCatalog(Path.of("target/no-data"), Optional.empty(), DownloadProgress.SILENT)
          .open("mnist-sample");
  private final float[] theta0 = random(1, 0.05f);
  private final float[] theta1 = theta0.clone();
  private final int[] own = IntStream.range(0, 20).map(i -> 37 * i).toArray();

  private record Line(double slope, double curvature) {}

  ReferencedRunIT() {
    float[] step = random(2, 0.01f);
    for (int i = 0; i < PARAMETERS; i++) {
      theta1[i] += step[i];
    }
  }

  private static float[] random(long seed, float scale) {
    Random random = new Random(seed);
    float[] values = new float[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      values[i] = scale * (random.nextFloat() - 0.5f);
    }
    return values;
  }

  private StepTaken.Builder step(long step) {
    SampleIndices.Builder indices = SampleIndices.newBuilder();
    for (int index : own) {
      indices.addIndex(index);
    }
    return StepTaken.newBuilder()
        .setRun("referenced")
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("784-10")
                .setActivation("relu")
                .setLoss("squared-error")
                .setReduction("mean")
                .setDataset("mnist-sample")
                .setSeed(SEED))
        .setStep(step)
        .setLearningRate(0.1)
        .setSampleIndices(indices)
        .setTheta0(Tensors.of(theta0, PARAMETERS))
        .setTheta1(Tensors.of(theta1, PARAMETERS));
  }

  private Line closedForm(int[] samples) {
    ByteBuffer bytes =
        ByteBuffer.allocate(samples.length * INPUTS * Float.BYTES).order(ByteOrder.nativeOrder());
    dataset.copyInputs(Split.TRAIN, samples, bytes);
    FloatBuffer inputs = bytes.flip().asFloatBuffer();
    Targets targets = dataset.targets(Split.TRAIN, samples);
    double slope = 0;
    double curvature = 0;
    for (int i = 0; i < samples.length; i++) {
      for (int output = 0; output < CLASSES; output++) {
        double residual = theta0[INPUTS * CLASSES + output] - targets.value(i, output);
        double change = difference(INPUTS * CLASSES + output);
        for (int input = 0; input < INPUTS; input++) {
          double x = inputs.get(i * INPUTS + input);
          residual += theta0[output * INPUTS + input] * x;
          change += difference(output * INPUTS + input) * x;
        }
        slope += residual * change;
        curvature += change * change;
      }
    }
    double scale = 2.0 / (samples.length * CLASSES);
    return new Line(scale * slope, scale * curvature);
  }

  private double difference(int parameter) {
    return (double) theta1[parameter] - theta0[parameter];
  }

  @Test
  void observesTheServicesOwnListOnTheBatchesThatTheReferenceNames(SharedService shared) {
    TestClient client = shared.client;
    client.publish(step(8).setSampleIndices(SampleIndices.newBuilder().addIndex(-3)).build());
    client.publish(step(9).build());

    Map<String, CurvatureObserved> rows = new HashMap<>();
    client.awaitObservations("referenced", 3).forEach(row -> rows.put(row.key(), row.value()));

    assertThat(rows)
        .containsOnlyKeys(
            List.of(
                "referenced/9/hessian", "referenced/9/ggn", "referenced/9/hessian@fresh:" + FRESH));
    requireClosedForm(rows.get("referenced/9/hessian"), own);
    requireClosedForm(rows.get("referenced/9/ggn"), own);
    requireClosedForm(
        rows.get("referenced/9/hessian@fresh:" + FRESH),
        FreshSamples.draw(SEED, 9, FRESH, dataset.size(Split.TRAIN), own));
    assertThat(client.awaitDeadLetters(letter -> letter.getStep() == 8, 1).get(0).value())
        .satisfies(
            letter ->
                assertThat(letter.getReason())
                    .startsWith("sample_indices.index[0]: expected a training sample of")
                    .endsWith("found -3"));
  }

  private void requireClosedForm(CurvatureObserved row, int[] samples) {
    Line expected = closedForm(samples);
    assertThat(row.getBatchSize()).isEqualTo(samples.length);
    assertThat(row.getSlope())
        .isCloseTo(expected.slope(), within(1e-5 * Math.abs(expected.slope())));
    assertThat(row.getCurvatureValue())
        .isCloseTo(expected.curvature(), within(1e-5 * expected.curvature()));
  }
}
