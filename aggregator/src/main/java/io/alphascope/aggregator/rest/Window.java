package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.statistics.Recomputation;
import java.util.List;

/** Reads the parameter that chooses the window of rolling statistics. */
final class Window {

  private Window() {}

  static int parse(String window) {
    List<String> sizes = Recomputation.WINDOWS.stream().map(String::valueOf).toList();
    String allowed = "one of " + String.join(", ", sizes) + " (steps)";
    Mistakes.required("window", window, allowed);
    if (!sizes.contains(window)) {
      throw Mistakes.badParameter("window", window, allowed);
    }
    return Integer.parseInt(window);
  }
}
