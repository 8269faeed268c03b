package io.alphascope.curvature;

import static io.alphascope.curvature.Quantity.ALPHA_STAR;
import static io.alphascope.curvature.Quantity.ALPHA_STAR_UNIT;
import static io.alphascope.curvature.Quantity.CURVATURE_PRODUCT_NORM;
import static io.alphascope.curvature.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.Quantity.LOSS_AFTER;
import static io.alphascope.curvature.Quantity.LOSS_AT_ALPHA_STAR;
import static io.alphascope.curvature.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.Quantity.SLOPE;
import static io.alphascope.curvature.Quantity.SLOPE_PUBLISHED;
import static io.alphascope.curvature.Quantity.STEP_NORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps of a real training, computed by PyTorch in float64. They are too large to be kept here;
 * {@link StepObserverTest} proves the same on small networks.
 */
class GoldenStepsTest {
  private static final Path FOLDER = Path.of("../../shared/golden");
  private static final Path MNIST = FOLDER.resolveSibling("mnist");
  private static final List<CurvatureName> CURVATURES =
      CurvatureName.parseList(
          "hessian,ggn,hessian/parameter,ggn/parameter,hessian/layer,ggn/layer");

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 200, 937})
  void agreesWithPyTorch(int number) throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "the golden steps are not on this machine");
    JsonNode golden = step(number);
    JsonNode expected = golden.get("f64");
    double dGd = expected.get("dGd").doubleValue();
    Step step = goldenStep(number);
    Batch batch = Batch.ofRows(DataType.FLOAT32, read(number, "x.f32"), labels(number));
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
        .isEqualTo(number == 50 ? Status.NON_POSITIVE_CURVATURE : Status.OK);
    assertClose(observations.get(2).value(CURVATURE_VALUE).getAsDouble(), expected.get("bHd"));
    assertClose(observations.get(3).value(CURVATURE_VALUE).getAsDouble(), expected.get("bGd"));
    assertEntriesClose(products.get(CURVATURES.get(0)), read(number, "Hd.f32"));
    assertEntriesClose(products.get(CURVATURES.get(1)), read(number, "Gd.f32"));
    for (int blocks : new int[] {2, 4}) {
      assertThat(observations.get(blocks).value(CURVATURE_VALUE))
          .as("H and G of a ReLU network have the same diagonal blocks")
          .isEqualTo(observations.get(blocks + 1).value(CURVATURE_VALUE));
      assertThat(products.get(CURVATURES.get(blocks)).remaining()).isEqualTo(4 * 109386);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 200, 937})
  void agreesWithPyTorchOverTheWholeTrainingSet(int number) throws IOException {
    assumeTrue(
        Files.isDirectory(FOLDER) && Files.isDirectory(MNIST),
        "the golden steps are not on this machine");
    JsonNode expected = step(number).get("f64_whole_train_set");
    double dGd = expected.get("dGd").doubleValue();
    Dataset mnist =
        new DatasetCatalog(MNIST, Optional.of(MNIST), DownloadProgress.SILENT).open("mnist");
    WholeTrainingSets whole = new WholeTrainingSets();

    List<Observation> observations =
        StepObserver.withProducts()
            .observe(
                goldenStep(number),
                CurvatureName.parseList("hessian@all,ggn@all"),
                choice -> whole.of(mnist, DataType.FLOAT32));

    Observation hessian = observations.get(0);
    Observation ggn = observations.get(1);
    assertThat(ggn.batchSize()).isEqualTo(60_000);
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

  private static Step goldenStep(int number) {
    return new Step(
        Network.of("784-128-64-10", Activation.RELU),
        new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
        DataType.FLOAT32,
        read(number, "theta0.f32"),
        read(number, "theta1.f32"),
        read(number, "g.f32"),
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

  private static Targets labels(int number) throws IOException {
    byte[] bytes = Files.readAllBytes(path(number, "labels.u8"));
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = bytes[i];
    }
    return Targets.labels(labels);
  }

  private static JsonNode step(int number) throws IOException {
    for (JsonNode step :
        new ObjectMapper().readTree(FOLDER.resolve("golden.json").toFile()).get("steps")) {
      if (step.get("step").intValue() == number) {
        return step;
      }
    }
    throw new IllegalArgumentException("no golden step " + number);
  }

  private static ByteBuffer read(int number, String name) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(path(number, name))).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(int number, String name) {
    return FOLDER.resolve("s%04d_%s".formatted(number, name));
  }
}
