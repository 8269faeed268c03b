package io.alphascope.workload.sweep;

import java.util.List;

/** How often values are still used by the nodes to come. */
final class Uses {
  private final int[] left;

  /**
   * @param output its place; used once more, at the end
   */
  Uses(List<PlannedNode> nodes, int places, int output) {
    left = new int[places];
    for (PlannedNode node : nodes) {
      for (int place : node.operands()) {
        if (place >= 0) {
          left[place]++;
        }
      }
    }
    left[output]++;
  }

  /** Notes a use; whether it was the last. */
  boolean wasLast(int place) {
    return place >= 0 && --left[place] == 0;
  }
}
