package io.alphascope.workload.loss;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.workload.loss.ClassOptions.Axis;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of the losses against PyTorch's own; {@code make.py} writes the cases. */
class PyTorchLossTest {

  static Stream<Case> cases() throws IOException {
    try (InputStream file = PyTorchLossTest.class.getResourceAsStream("losses.json")) {
      JsonNode cases =
          new ObjectMapper().enable(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS).readTree(file);
      return StreamSupport.stream(cases.spliterator(), false).map(Case::new).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agrees(Case given) {
    Outputs direction = new Outputs(given.numbers("direction"), given.shape("shape"));
    LossTerms terms = given.loss().at(given.outputs(), given.targets());

    requireClose("samples", terms.values(), given.numbers("samples"));
    double expected = given.json().get("loss").doubleValue();
    if (Double.isNaN(expected)) {
      assertThat(terms.total()).isNaN();
      return;
    }
    double[] gradient = given.numbers("gradient");
    double[] product = given.numbers("product");
    requireClose("loss", new double[] {terms.total()}, new double[] {expected});
    requireClose("gradient", scaled(terms.gradient().values(), terms.scale()), gradient);
    requireClose(
        "Hessian times v", scaled(terms.hessianTimes(direction).values(), terms.scale()), product);
    assertThat(terms.gradient().shape()).isEqualTo(given.shape("shape"));
    assertThat(terms.hessianTimes(direction).shape()).isEqualTo(given.shape("shape"));
    requireClose(
        "slope of each sample",
        scaled(terms.slopes(direction), terms.scale()),
        LossTerms.dots(given.like(gradient), direction));
    requireClose(
        "curvature of each sample",
        scaled(terms.curvatures(direction), terms.scale()),
        LossTerms.dots(given.like(product), direction));
  }

  /** Samples one by one, as the parts of a batch that is too large are. */
  @ParameterizedTest
  @MethodSource("cases")
  void partsShareTheScaleOfTheBatch(Case given) {
    Loss summed = given.loss().with(Loss.Reduction.SUM);
    double scale = given.loss().scale(given.targets(), given.shape("shape"));
    int width = given.outputs().width();
    double sum = 0;
    for (int i = 0; i < given.outputs().samples(); i++) {
      Outputs one =
          new Outputs(
              Arrays.copyOfRange(given.outputs().values(), i * width, (i + 1) * width),
              new Shape(1).addAll(given.shape("shape").slice(1)));
      sum += summed.at(one, given.targets().part(i, 1)).total();
    }

    double expected = given.json().get("loss").doubleValue();
    requireClose("loss", new double[] {scale * sum}, new double[] {expected});
  }

  /** To rounding of PyTorch's own formulas, which subtract from 1. */
  private static void requireClose(String what, double[] actual, double[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(actual[i]).as("%s [%d]", what, i).isNaN();
      } else {
        assertThat(Math.abs(actual[i] - expected[i]))
            .as("%s [%d]: %s instead of %s", what, i, actual[i], expected[i])
            .isLessThanOrEqualTo(1e-13 * (1 + Math.abs(expected[i])));
      }
    }
  }

  private static double[] scaled(double[] values, double scale) {
    return Arrays.stream(values).map(value -> scale * value).toArray();
  }

  record Case(JsonNode json) {

    Loss loss() {
      Loss loss =
          new Loss(
              Loss.Kind.parse(json.get("kind").textValue()),
              Loss.Reduction.parse(json.get("reduction").textValue()));
      return loss.kind() == Loss.Kind.CROSS_ENTROPY ? loss.with(classes()) : loss;
    }

    private ClassOptions classes() {
      return new ClassOptions(
          json.get("smoothing").doubleValue(),
          json.get("ignore").intValue(),
          json.get("weights").isNull()
              ? List.of()
              : Arrays.stream(numbers("weights")).boxed().toList(),
          json.get("axis").isInt() ? Axis.ONE : Axis.LAST);
    }

    Outputs outputs() {
      return like(numbers("outputs"));
    }

    Outputs like(double[] values) {
      return new Outputs(values, shape("shape"));
    }

    Targets targets() {
      double[] numbers = numbers("targets");
      Shape shape = shape("target_shape");
      return json.get("labels").booleanValue()
          ? Targets.labels(Arrays.stream(numbers).mapToInt(t -> (int) t).toArray(), shape)
          : Targets.dense(numbers, shape);
    }

    double[] numbers(String name) {
      JsonNode array = json.get(name);
      return IntStream.range(0, array.size())
          .mapToDouble(i -> array.get(i).doubleValue())
          .toArray();
    }

    Shape shape(String name) {
      return new Shape(Arrays.stream(numbers(name)).mapToLong(extent -> (long) extent).toArray());
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (name.equals("outputs")) {
          break;
        }
        text.append(name).append(' ').append(json.get(name)).append(' ');
      }
      return text + "targets " + json.get("target_shape");
    }
  }
}
