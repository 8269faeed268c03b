package io.alphascope.workload.npy;

import java.util.Objects;

/** A file that does not hold what it should. */
public final class NpyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param cause what is wrong, naming the file, without a full stop
   * @param remedy what can be done, without a full stop
   */
  NpyException(String cause, String remedy) {
    super(Objects.requireNonNull(cause));
    this.remedy = Objects.requireNonNull(remedy);
  }

  /** What can be done, without a full stop. */
  public String remedy() {
    return remedy;
  }
}
