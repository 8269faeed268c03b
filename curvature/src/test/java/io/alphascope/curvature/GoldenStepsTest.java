package io.alphascope.curvature;

import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR_UNIT;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_PRODUCT_NORM;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AFTER;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AT_ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE_PUBLISHED;
import static io.alphascope.curvature.quantity.Quantity.STEP_NORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.curvature.GoldenSet.GoldenStep;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Status;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.curvature.step.WholeTrainingSets;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of real trainings beside PyTorch in float64. */
class GoldenStepsTest {
  private static final List<CurvatureName> CURVATURES =
      CurvatureName.parseList(
          "hessian,ggn,hessian/parameter,ggn/parameter,hessian/layer,ggn/layer");

  static Stream<GoldenStep> steps() {
    return GoldenSet.all().stream().flatMap(set -> set.steps().stream());
  }

  @ParameterizedTest
  @MethodSource("steps")
  void agreesWithPyTorch(GoldenStep one) {
    JsonNode golden = one.numbers();
    JsonNode expected = golden.get("f64");
    double dGd = expected.get("dGd").doubleValue();
    Step step = step(one);
    Batch batch = Batch.ofRows(DataType.FLOAT32, one.read("x.f32"), labels(one));
    Map<CurvatureName, ByteBuffer> products = new HashMap<>();

    List<Observation> observations =
        StepObserver.withProducts().observe(step, CURVATURES, choice -> batch, products::put);

    Observation hessian = observations.get(0);
    Observation ggn = observations.get(1);
    assertThat(ggn.batchSize()).isEqualTo(golden.get("n").intValue());
    assertClose(ggn.value(SLOPE).getAsDouble(), expected.get("dTg"));
    assertClose(ggn.value(SLOPE_PUBLISHED).getAsDouble(), expected.get("dTg"));
    assertClose(ggn.value(CURVATURE_VALUE).getAsDouble(), expected.get("dGd"));
    assertThat(hessian.value(CURVATURE_VALUE).getAsDouble())
        .isCloseTo(expected.get("dHd").doubleValue(), offset(1e-5 * dGd));
    assertClose(ggn.value(LOSS_BEFORE).getAsDouble(), expected.get("loss"));
    assertClose(ggn.value(LOSS_AFTER).getAsDouble(), golden.get("loss_after_step_f64"));
    assertClose(ggn.value(LOSS_AT_ALPHA_STAR).getAsDouble(), golden.get("loss_at_alpha_dGd"));
    assertClose(ggn.value(ALPHA_STAR).getAsDouble(), expected.get("alpha_dGd"));
    assertClose(ggn.value(ALPHA_STAR_UNIT).getAsDouble(), expected.get("alpha_hat_dGd"));
    assertClose(ggn.value(STEP_NORM).getAsDouble(), expected.get("norm_d"));
    assertClose(ggn.value(GRADIENT_NORM).getAsDouble(), expected.get("norm_g"));
    assertClose(ggn.value(CURVATURE_PRODUCT_NORM).getAsDouble(), expected.get("norm_Gd"));
    assertClose(hessian.value(CURVATURE_PRODUCT_NORM).getAsDouble(), expected.get("norm_Hd"));
    assertThat(hessian.status())
        .isEqualTo(
            expected.get("dHd").doubleValue() < 0 ? Status.NON_POSITIVE_CURVATURE : Status.OK);
    assertClose(observations.get(2).value(CURVATURE_VALUE).getAsDouble(), expected.get("bHd"));
    assertClose(observations.get(3).value(CURVATURE_VALUE).getAsDouble(), expected.get("bGd"));
    assertEntriesClose(products.get(CURVATURES.get(0)), one.read("Hd.f32"));
    assertEntriesClose(products.get(CURVATURES.get(1)), one.read("Gd.f32"));
    for (int blocks : new int[] {2, 4}) {
      assertThat(observations.get(blocks).value(CURVATURE_VALUE))
          .as("H and G of a ReLU network have the same diagonal blocks")
          .isEqualTo(observations.get(blocks + 1).value(CURVATURE_VALUE));
      assertThat(products.get(CURVATURES.get(blocks)).remaining())
          .isEqualTo(one.read("g.f32").remaining());
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void agreesWithPyTorchOverTheWholeTrainingSet(GoldenStep one) {
    JsonNode expected = one.numbers().get("f64_whole_train_set");
    double dGd = expected.get("dGd").doubleValue();
    Dataset dataset = one.set().open();
    WholeTrainingSets whole = new WholeTrainingSets();

    List<Observation> observations =
        StepObserver.withProducts()
            .observe(
                step(one),
                CurvatureName.parseList("hessian@all,ggn@all"),
                choice -> whole.of(dataset, DataType.FLOAT32));

    Observation hessian = observations.get(0);
    Observation ggn = observations.get(1);
    assertThat(ggn.batchSize()).isEqualTo(dataset.size(Split.TRAIN));
    assertWithin1e4(ggn.value(LOSS_BEFORE), expected.get("loss"));
    assertWithin1e4(ggn.value(SLOPE), expected.get("dTg"));
    assertWithin1e4(ggn.value(CURVATURE_VALUE), expected.get("dGd"));
    assertThat(hessian.value(CURVATURE_VALUE).getAsDouble())
        .isCloseTo(expected.get("dHd").doubleValue(), offset(1e-4 * dGd));
    assertWithin1e4(hessian.value(ALPHA_STAR), expected.get("alpha_dHd"));
    assertWithin1e4(ggn.value(ALPHA_STAR), expected.get("alpha_dGd"));
  }

  /** 1e-4, as a share. Absent where the reference is: a curvature that is not positive. */
  private static void assertWithin1e4(OptionalDouble actual, JsonNode expected) {
    if (actual.isPresent() || expected.doubleValue() > 0) {
      assertThat(actual.getAsDouble()).isCloseTo(expected.doubleValue(), withPercentage(1e-2));
    }
  }

  private static Step step(GoldenStep one) {
    return new Step(
        Network.of(one.set().network(), Activation.RELU),
        new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
        DataType.FLOAT32,
        one.read("theta0.f32"),
        one.read("theta1.f32"),
        one.read("g.f32"),
        0.01);
  }

  private static void assertClose(double actual, JsonNode expected) {
    assertThat(actual).isCloseTo(expected.doubleValue(), withPercentage(1e-3));
  }

  private static void assertEntriesClose(ByteBuffer actual, ByteBuffer expected) {
    FloatBuffer left = actual.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    FloatBuffer right = expected.asFloatBuffer();
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < right.remaining(); i++) {
      squares += (double) right.get(i) * right.get(i);
      largest = Math.max(largest, Math.abs((double) left.get(i) - right.get(i)));
    }
    assertThat(left.remaining()).isEqualTo(right.remaining());
    assertThat(largest).isLessThan(1e-5 * Math.sqrt(squares));
  }

  private static Targets labels(GoldenStep one) {
    ByteBuffer bytes = one.read("labels.u8");
    int[] labels = new int[bytes.remaining()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = bytes.get();
    }
    return Targets.labels(labels);
  }
}
