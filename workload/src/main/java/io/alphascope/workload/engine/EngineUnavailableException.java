package io.alphascope.workload.engine;

/** PyTorch cannot be loaded in this process; the message gives the cause and the remedy. */
public final class EngineUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EngineUnavailableException(String message) {
    super(message);
  }

  EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
