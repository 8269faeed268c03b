package io.alphascope.curvatureservice.machine;

/** Work cannot be done on this machine yet. */
public final class LackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Lack lack;

  public LackException(Lack lack, Throwable cause) {
    super(lack.reason(), cause);
    this.lack = lack;
  }

  public Lack lack() {
    return lack;
  }
}
