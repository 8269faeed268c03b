package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.onnx.OnnxModel;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values of rules, in float64 and float32, against ONNX's own tests of single operators. The
 * cases are of the package onnx 1.23 (Apache-2.0); {@code src/test/onnx/node_cases.py} collects
 * them.
 */
class OnnxNodeCasesTest {
  /** What is expected is mostly float32. */
  private static final Map<DataType, Double> TOLERANCES =
      Map.of(DataType.FLOAT64, 2e-6, DataType.FLOAT32, 2e-5);

  static Stream<Arguments> cases() throws IOException {
    Map<String, byte[]> models = new TreeMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(OnnxNodeCasesTest.class.getResourceAsStream("node-cases.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        models.put(entry.getName(), zip.readAllBytes());
      }
    }
    return models.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void value(String name, byte[] model) {
    TOLERANCES.forEach((type, tolerance) -> assertValue(model, type, tolerance));
  }

  private static void assertValue(byte[] model, DataType type, double tolerance) {
    Graph graph = OnnxModel.read(model, List.of(), List.of());
    Literal expected = graph.literals().get("expected");
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter =
            new Interpreter(graph.boundTo(Map.of()), List.of(), manager, type);
        Sweep sweep = interpreter.sweep(List.of(), position -> null, 0)) {
      NDArray found = sweep.output().value();
      assertThat(found.getShape()).isEqualTo(expected.shape());
      assertThat(found.getDataType().isFloating()).isEqualTo(expected.isFloating());
      assertClose(numbers(found), numbers(expected), tolerance);
    }
  }

  private static void assertClose(double[] found, double[] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      if (Double.isFinite(expected[i])) {
        assertThat(Math.abs(found[i] - expected[i]) / Math.max(1, Math.abs(expected[i])))
            .as("element %d: %s, expected %s", i, found[i], expected[i])
            .isLessThan(tolerance);
      } else {
        assertThat(found[i]).isEqualTo(expected[i]);
      }
    }
  }

  private static double[] numbers(NDArray array) {
    return array.getDataType().isFloating()
        ? Torch.doubles(array)
        : Arrays.stream(new Constant(array).integers()).asDoubleStream().toArray();
  }

  private static double[] numbers(Literal literal) {
    ByteBuffer from = literal.elements();
    double[] numbers = new double[Math.toIntExact(literal.shape().size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (literal.type()) {
            case FLOAT32 -> from.getFloat();
            case FLOAT64 -> from.getDouble();
            case INT64 -> from.getLong();
            default -> from.get();
          };
    }
    return numbers;
  }
}
