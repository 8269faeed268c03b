package io.alphascope.trainerservice.plan;

import ai.djl.ndarray.types.Shape;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.plan.RunRequest.RequestedGraph;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Misfit;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import io.alphascope.workload.onnx.OnnxModel;
import io.alphascope.workload.operator.Operators;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** The network of a request, checked against the data set and the loss. */
final class RequestedNetwork {

  private RequestedNetwork() {}

  /**
   * @throws IllegalArgumentException if the network is unknown, or cannot be trained on the data
   *     set with the loss
   */
  static Network of(RunRequest request, Dataset dataset) {
    Network network = network(request, dataset);
    network
        .onlyNumberOfSamples()
        .ifPresent(
            samples -> {
              throw new RefusedException(
                  "network: '%s' was exported for exactly %d samples; export it with a free first axis, torch.onnx.export(…, dynamic_shapes=({0: torch.export.Dim('n')},))"
                      .formatted(network.name(), samples));
            });
    Misfit.of(dataset, network.inputs(), network.outputs())
        .ifPresent(
            misfit -> {
              throw new RefusedException(
                  "network: '%s' does not fit the data set: expected %s, found %s"
                      .formatted(network.name(), misfit.expected(), misfit.found()));
            });
    checkLoss(request.loss(), network, dataset);
    return network;
  }

  private static Network network(RunRequest request, Dataset dataset) {
    if (request.graph().isPresent()) {
      return graph(request.network(), request.graph().get());
    }
    Optional<Preset> preset = Preset.find(request.network());
    return preset.isPresent()
        ? preset
            .get()
            .of(request.activation(), dataset.sampleShape(), classes(preset.get(), dataset))
        : Network.of(request.network(), request.activation());
  }

  private static int classes(Preset preset, Dataset dataset) {
    return dataset
        .classes()
        .orElseThrow(
            () ->
                new RefusedException(
                    "network: '%s' needs classes, but the targets of %s are numbers"
                        .formatted(preset, dataset.name())));
  }

  private static Network graph(String name, RequestedGraph request) {
    byte[] model = new byte[request.model().remaining()];
    request.model().duplicate().get(model);
    var graph =
        OnnxModel.read(
            model,
            List.copyOf(request.parameters().keySet()),
            List.copyOf(request.parameters().values()));
    Operators.check(graph);
    return Network.ofGraph(name, graph, request.parameters());
  }

  private static void checkLoss(Loss loss, Network network, Dataset dataset) {
    if (dataset.classes().isPresent()
        && loss.kind() != Loss.Kind.CROSS_ENTROPY
        && loss.kind() != Loss.Kind.SQUARED_ERROR) {
      throw new RefusedException(
          "loss: '%s' does not suit the classes of %s; train with cross-entropy or squared-error"
              .formatted(loss.kind(), dataset.name()));
    }
    loss.check(
        dataset.targets(Split.TRAIN, new int[] {0}),
        network.outputShape(List.of(new Shape(1).addAll(dataset.sampleShape()))));
  }

  /**
   * θ before step 0, flat.
   *
   * @throws RefusedException if their number is not that of the network, or if a graph has none
   */
  static float[] initialParameters(RunRequest request, Network network) {
    if (request.initialParameters().isEmpty()) {
      if (!network.hasInitialParameters()) {
        throw new RefusedException(
            "initial_parameters: a graph contains no initial values; send %d of float32"
                .formatted(network.parameterCount()));
      }
      return network.initialParameters(request.seed());
    }
    ByteBuffer bytes = request.initialParameters().get();
    long expected = network.parameterCount() * Float.BYTES;
    if (bytes.remaining() != expected) {
      throw new RefusedException(
          "initial_parameters: %d bytes; the network %s has %d parameters, that is %d bytes of float32"
              .formatted(bytes.remaining(), network.name(), network.parameterCount(), expected));
    }
    float[] parameters = new float[bytes.remaining() / Float.BYTES];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(parameters);
    return parameters;
  }
}
