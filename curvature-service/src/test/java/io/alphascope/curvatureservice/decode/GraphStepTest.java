package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.events.NamedTensor;
import io.alphascope.events.Parameter;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.onnx.OnnxWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Steps whose specification carries a graph: rows of a table by token, where a mask is true. */
class GraphStepTest {
  private final StepDecoder decoder =
      new StepDecoder(
          new Datasets(
              name -> {
                throw new DatasetException("none is needed");
              },
              Clock.systemUTC()));

  @Test
  void isObservedWithItsInputsByName() throws MalformedStepException {
    DecodedStep step = decoder.decode(step(any -> {}));

    assertThat(step.step().network().parameterNames()).containsExactly("table");
    assertThat(step.batches().batch(BatchChoice.own()).size()).isEqualTo(2);
    try (StepObserver observer = StepObserver.withProducts()) {
      Observation hessian = observer.observe(step.step(), step.curvatures(), step.batches()).get(0);
      // z = rows 2 and (masked out) 0; d = 1 everywhere: L = ½ Σ over 2 samples × 2 outputs
      assertThat(hessian.value(LOSS_BEFORE)).hasValue((16 + 25) / 4.0);
      assertThat(hessian.value(SLOPE)).hasValue(2 * (4 + 5) / 4.0);
      assertThat(hessian.value(CURVATURE_VALUE)).hasValue(2 * 2 / 4.0);
    }
  }

  @Test
  void keepsTheNetworkOfAGraph() throws MalformedStepException {
    assertThat(decoder.decode(step(any -> {})).step().network())
        .isSameAs(decoder.decode(step(any -> {})).step().network());
  }

  @Test
  void namesWhatIsWrong() {
    assertRefused(
        step -> step.getBatchDataBuilder().removeNamedInputs(1),
        "batch_data.named_inputs: expected an input named mask, found [tokens]");
    assertRefused(
        step -> step.getBatchDataBuilder().clearNamedInputs(),
        "batch_data.named_inputs: expected the inputs of the network by name, tokens, mask");
    assertRefused(
        step ->
            step.getBatchDataBuilder()
                .setNamedInputs(0, named("tokens", Tensors.of(new double[2], 2))),
        "batch_data.named_inputs[tokens].element_type: expected INT64, found FLOAT64");
    assertRefused(
        step ->
            step.getBatchDataBuilder()
                .setNamedInputs(0, named("tokens", Tensors.of(new long[3], 3))),
        "batch_data.named_inputs[mask].shape: expected 3 samples, as of tokens, found 2");
    assertRefused(
        step -> step.getSpecificationBuilder().setGraph(ByteString.copyFromUtf8("no model")),
        "specification.graph: expected an ONNX model that can be computed");
    assertRefused(
        step -> step.getSpecificationBuilder().getParametersBuilder(0).setName("weights"),
        "the parameter 'weights'");
    assertRefused(
        step -> step.getSpecificationBuilder().setGraph(graph("Gather", "Bernoulli")),
        "Bernoulli 'chosen'");
  }

  /** Only running the step shows it. */
  @Test
  void namesNodeAndTokenOutOfRange() throws MalformedStepException {
    DecodedStep step =
        decoder.decode(
            step(
                wrong ->
                    wrong
                        .getBatchDataBuilder()
                        .setNamedInputs(0, named("tokens", Tensors.of(new long[] {2, 7}, 2)))));
    try (StepObserver observer = StepObserver.withProducts()) {
      assertThatThrownBy(() -> observer.observe(step.step(), step.curvatures(), step.batches()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Gather 'rows'")
          .hasMessageContaining("7");
    }
  }

  private void assertRefused(Consumer<StepTaken.Builder> mistake, String reason) {
    assertThatThrownBy(() -> decoder.decode(step(mistake)))
        .isInstanceOf(MalformedStepException.class)
        .hasMessageContaining(reason);
  }

  private static StepTaken step(Consumer<StepTaken.Builder> change) {
    StepTaken.Builder step = StepTaken.newBuilder().setRun("tokens");
    step.getSpecificationBuilder()
        .setNetwork("table.onnx")
        .setLoss("squared-error")
        .setReduction("mean")
        .addCurvatures("hessian")
        .setGraph(graph("Gather", "Where"))
        .addParameters(Parameter.newBuilder().setName("table").addShape(3).addShape(2));
    step.getBatchDataBuilder()
        .addNamedInputs(named("tokens", Tensors.of(new long[] {2, 0}, 2)))
        .addNamedInputs(
            named(
                "mask",
                Tensor.newBuilder()
                    .setElementType(Tensor.ElementType.BOOL)
                    .addShape(2)
                    .addShape(1)
                    .setData(ByteString.copyFrom(new byte[] {1, 0}))
                    .build()))
        .setTargets(Tensors.of(new double[4], 2, 2));
    step.setTheta0(Tensors.of(new double[] {0, 1, 2, 3, 4, 5}, 6));
    step.setTheta1(Tensors.of(new double[] {1, 2, 3, 4, 5, 6}, 6));
    change.accept(step);
    return step.build();
  }

  private static NamedTensor named(String name, Tensor tensor) {
    return NamedTensor.newBuilder().setName(name).setTensor(tensor).build();
  }

  /** Where(mask, Gather(table, tokens), table − table of the token). */
  private static ByteString graph(String gather, String where) {
    Graph graph =
        new Graph(
            List.of(
                new GraphInput("tokens", DataType.INT64, new long[] {-1}),
                new GraphInput("mask", DataType.BOOLEAN, new long[] {-1, 1})),
            List.of(
                Node.of(gather, "rows", Map.of(), "table", "tokens"),
                Node.of("Sub", "nothing", Map.of(), "rows", "rows"),
                Node.of(where, "chosen", Map.of(), "mask", "rows", "nothing")),
            Map.of(),
            Map.of("table", new Shape(3, 2)),
            "chosen");
    return ByteString.copyFrom(OnnxWriter.write(graph));
  }
}
