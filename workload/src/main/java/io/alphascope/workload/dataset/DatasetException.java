package io.alphascope.workload.dataset;

/** A data set that cannot be had; the message gives the cause and the remedy. */
public class DatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(message);
  }

  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
