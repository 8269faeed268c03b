package io.alphascope.workload.operator;

import io.alphascope.workload.jet.Jet;
import java.util.List;

/** One step of a recurrent operator. */
interface Cell {

  /** How many arrays a state is made of; the first is the hidden one, which is the output too. */
  int states();

  /** Whether the bias of the recurrent weights must be added to their product alone. */
  default boolean separatesBiases() {
    return false;
  }

  /**
   * @param input the input's product with its weights, biases added, [n, g·h]
   * @param states [n, h] each
   * @return the next states
   */
  List<Jet> step(Jet input, List<Jet> states, CellWeights weights);
}
