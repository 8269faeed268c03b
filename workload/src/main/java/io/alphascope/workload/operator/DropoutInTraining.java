package io.alphascope.workload.operator;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.Optional;

/** Dropout that draws a mask. Elsewhere it is the identity. */
final class DropoutInTraining {

  private static final int TRAINING_MODE = 2;

  private DropoutInTraining() {}

  /** Why a node of a graph cannot be computed. */
  static Optional<String> refusal(Node node, Graph graph) {
    if (!node.operator().equals("Dropout") || node.inputs().size() <= TRAINING_MODE) {
      return Optional.empty();
    }
    Literal mode = graph.literals().get(node.inputs().get(TRAINING_MODE));
    boolean training =
        mode != null
            && mode.type() == DataType.BOOLEAN
            && mode.shape().size() == 1
            && mode.elements().get() != 0;
    return training
        ? Optional.of(
            node.title()
                + ": in training mode its mask is not known: observe the network without it,"
                + " written after model.eval() (in the old exporter with"
                + " training=TrainingMode.EVAL)")
        : Optional.empty();
  }
}
