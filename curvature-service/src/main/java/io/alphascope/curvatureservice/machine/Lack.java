package io.alphascope.curvatureservice.machine;

import ai.djl.engine.EngineException;
import io.alphascope.workload.engine.EngineUnavailableException;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that this machine, not a record, needs before a step can be observed.
 *
 * @param what is lacking, "data set mnist" say; the same text for the same lack
 * @param reason cause and remedy
 */
public record Lack(String what, String reason) {

  private static final String NOT_ENOUGH_MEMORY =
      "not enough memory to observe a step (%s); give the curvature service more memory (a larger"
          + " -Xmx, or a larger memory limit of its container), or fewer threads with"
          + " alphascope.curvature.workers";

  /** A data set that is not on this machine, or whose files here are broken. */
  public static Lack ofDataset(String name, String reason) {
    return new Lack("data set " + name, reason);
  }

  /** What a failure comes from, if that is a lack of this machine and no fault of a record. */
  public static Optional<Lack> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LackException known) {
        return Optional.of(known.lack());
      }
      if (cause instanceof OutOfMemoryError || isOutOfNativeMemory(cause)) {
        return Optional.of(new Lack("memory", NOT_ENOUGH_MEMORY.formatted(firstLine(cause))));
      }
      if (cause instanceof EngineUnavailableException) {
        return Optional.of(new Lack("PyTorch", cause.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** PyTorch's allocators fail with a text, not with a type. */
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
