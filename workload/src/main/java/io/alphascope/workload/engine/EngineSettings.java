package io.alphascope.workload.engine;

import ai.djl.pytorch.engine.PtEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process's environment says about the engine, and DJL's settings: system properties, which
 * it reads where the {@link ForeignVariables} are not set.
 *
 * @param environment variables by name
 */
record EngineSettings(Map<String, String> environment) {

  /**
   * Checks that DJL reads our settings.
   *
   * @throws EngineUnavailableException naming the variables that it would read instead
   */
  void refuseForeignVariables() {
    List<String> set =
        ForeignVariables.CHOOSING.stream().filter(name -> !value(name).isEmpty()).toList();
    if (!set.isEmpty()) {
      throw new EngineUnavailableException(
          "%s in this process's environment would choose another engine or library: start it with"
                  .formatted(String.join(", ", set))
              + " ./alphascope, or without them (env -u %s …). Another PyTorch is named by %s"
                  .formatted(String.join(" -u ", set), PyTorch.LIBRARY_PATH));
    }
  }

  /** Sets DJL's properties; to be called before it loads the engine. */
  void apply() {
    ForeignVariables.CHOOSING.forEach(System::clearProperty);
    properties().forEach(System::setProperty);
  }

  /**
   * DJL's settings, by system property.
   *
   * @throws EngineUnavailableException if the folder that is named holds no PyTorch
   */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("ai.djl.default_engine", PtEngine.ENGINE_NAME);
    properties.put("ai.djl.offline", "true");
    String folder = value(PyTorch.LIBRARY_PATH);
    if (!folder.isEmpty()) {
      String library = System.mapLibraryName("torch");
      if (!Files.isRegularFile(Path.of(folder, library))) {
        throw new EngineUnavailableException(
            "%s names %s, which holds no %s: name the folder of PyTorch's libraries, or leave it out"
                .formatted(PyTorch.LIBRARY_PATH, folder, library));
      }
      properties.put("PYTORCH_LIBRARY_PATH", folder);
      properties.put(
          "PYTORCH_FLAVOR", value(PyTorch.FLAVOR).isEmpty() ? "cpu" : value(PyTorch.FLAVOR));
    }
    return properties;
  }

  /** Says that the engine did not load. */
  EngineUnavailableException unavailable(Throwable failure) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String remedy;
    if (!value(PyTorch.LIBRARY_PATH).isEmpty()) {
      remedy =
          "see that %s names libraries of this version of PyTorch, or leave it out"
              .formatted(PyTorch.LIBRARY_PATH);
    } else if (!value("LD_LIBRARY_PATH").isEmpty() || !value("LD_PRELOAD").isEmpty()) {
      remedy =
          "try without LD_LIBRARY_PATH and LD_PRELOAD, whose libraries come before PyTorch's own";
    } else {
      remedy =
          "see that there is room where it is unpacked, and that libraries may be loaded from"
              + " there";
    }
    return new EngineUnavailableException(
        "PyTorch cannot be loaded (%s): %s".formatted(first, remedy), failure);
  }

  private String value(String name) {
    return environment.getOrDefault(name, "").strip();
  }
}
