package io.alphascope.workload.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;

/**
 * The engine of this process, loaded when it is first asked for: PyTorch with the library that
 * ships, or with the one that {@link #LIBRARY_PATH} names. Nothing else decides it; DJL's default
 * engine is not used.
 */
public final class PyTorch {
  /** Environment variable: folder of another build of its libraries, of the version that ships. */
  public static final String LIBRARY_PATH = "ALPHASCOPE_PYTORCH_LIBRARY_PATH";

  /** Environment variable: what that build is for, as DJL names it; {@code cpu}, {@code cu128}. */
  public static final String FLAVOR = "ALPHASCOPE_PYTORCH_FLAVOR";

  private static volatile Engine engine;

  private PyTorch() {}

  /**
   * The engine.
   *
   * @throws EngineUnavailableException if it cannot be loaded
   */
  public static Engine engine() {
    Engine loaded = engine;
    return loaded == null ? load() : loaded;
  }

  /**
   * A manager of arrays of this engine.
   *
   * @throws EngineUnavailableException if the engine cannot be loaded
   */
  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  private static synchronized Engine load() {
    if (engine == null) {
      EngineSettings settings = new EngineSettings(System.getenv());
      settings.refuseForeignVariables();
      settings.apply();
      Engine loaded;
      try {
        loaded = Engine.getEngine(PtEngine.ENGINE_NAME);
      } catch (EngineException | LinkageError e) {
        throw settings.unavailable(e);
      }
      OneDnn.turnOffIfWrong(loaded);
      engine = loaded;
    }
    return engine;
  }
}
