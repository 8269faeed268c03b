package io.alphascope.trainerservice.plan;

import ai.djl.ndarray.types.Shape;
import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A requested run, with defaults filled in. The types of the options are checked, but not yet
 * whether they fit together.
 *
 * @param run id; absent: a new one
 * @param dataset absent: mnist, or its sample
 * @param network widths or a preset's name; with a graph, any name
 * @param graph the network itself; absent: {@code network} defines it
 * @param schedule of the learning rate
 * @param device absent: the service's default
 * @param curvatures to observe live; empty: the curvature service's default
 * @param observables to observe live beside them: "trace@50"; empty: the curvature service's
 *     default
 * @param publishEvery every K-th step is published; 0: none
 * @param initialParameters P float32, little-endian; absent: drawn from the seed, which is not
 *     possible with a graph
 * @param sampleOrder epochs × training-set size int32, little-endian; absent: drawn from the seed
 */
public record RunRequest(
    Optional<String> run,
    Optional<String> dataset,
    String network,
    Activation activation,
    Optional<RequestedGraph> graph,
    Loss loss,
    OptimizerChoice optimizer,
    LearningRateSchedule schedule,
    int batchSize,
    int epochs,
    long seed,
    Optional<String> device,
    List<String> curvatures,
    List<String> observables,
    int publishEvery,
    WhenBehind whenBehind,
    Optional<ByteBuffer> initialParameters,
    Optional<ByteBuffer> sampleOrder) {

  /**
   * A network as a graph.
   *
   * @param model an ONNX model without the values of its parameters
   * @param parameters shapes by name, in the order of the flat vector
   */
  public record RequestedGraph(ByteBuffer model, Map<String, Shape> parameters) {}
}
