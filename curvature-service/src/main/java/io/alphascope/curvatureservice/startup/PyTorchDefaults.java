package io.alphascope.curvatureservice.startup;

import java.util.Map;

/**
 * What DJL reads from system properties when it loads PyTorch, as far as the user did not set it.
 * Several workers of one thread each are faster than one worker whose products use several.
 */
final class PyTorchDefaults {

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "ai.djl.pytorch.num_threads", "1",
          "ai.djl.pytorch.num_interop_threads", "1");

  private PyTorchDefaults() {}

  /** To be called before anything is computed. */
  static void apply() {
    PROPERTIES.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }
}
