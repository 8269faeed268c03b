package io.alphascope.curvatureservice.machine;

import ai.djl.engine.EngineException;
import io.alphascope.workload.engine.EngineUnavailableException;
import java.util.Locale;
import java.util.Optional;

/**
 * This machine lacks something that it needs to observe a step: work may be possible later, or on
 * another machine. The message gives cause and remedy.
 */
public final class LackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String NOT_ENOUGH_MEMORY =
      "not enough memory to observe a step (%s); give the curvature service more memory (a larger"
          + " -Xmx, or a larger memory limit of its container), or fewer threads with"
          + " alphascope.curvature.workers";

  private final String what;

  private LackException(String what, String reason, Throwable cause) {
    super(reason, cause);
    this.what = what;
  }

  /** A data set that is not on this machine, or whose files here are broken. */
  public static LackException ofDataset(String name, String reason, Throwable cause) {
    return new LackException("data set " + name, reason, cause);
  }

  /** The lack that caused a failure; empty if the failure has another cause. */
  public static Optional<LackException> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LackException known) {
        return Optional.of(known);
      }
      if (cause instanceof OutOfMemoryError || isOutOfNativeMemory(cause)) {
        String reason = NOT_ENOUGH_MEMORY.formatted(firstLine(cause));
        return Optional.of(new LackException("memory", reason, failure));
      }
      if (cause instanceof EngineUnavailableException) {
        return Optional.of(new LackException("PyTorch", cause.getMessage(), failure));
      }
    }
    return Optional.empty();
  }

  /** Such as "data set mnist"; the same text for the same lack. */
  public String what() {
    return what;
  }

  /** PyTorch's allocators have no exception type for it, only a text. */
  private static boolean isOutOfNativeMemory(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof EngineException
        && (text.contains("can't allocate memory")
            || text.contains("out of memory")
            || text.contains("bad_alloc"));
  }

  private static String firstLine(Throwable failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return text.lines().findFirst().orElse("");
  }
}
