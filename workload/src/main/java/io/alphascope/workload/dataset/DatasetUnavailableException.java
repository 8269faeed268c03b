package io.alphascope.workload.dataset;

/**
 * This machine does not have the data set: its files are in none of the searched folders and cannot
 * be downloaded now. They are not corrupt, and the request is valid: it succeeds once they are
 * there. The message gives the searched names and folders, and the remedy.
 */
public final class DatasetUnavailableException extends DatasetException {

  private static final long serialVersionUID = 1L;

  public DatasetUnavailableException(String message) {
    super(message);
  }

  public DatasetUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
