package io.alphascope.workload.dataset;

/**
 * This machine does not have the data set: its files are in none of the folders that are looked
 * into and cannot be downloaded now. They are not corrupt, and whoever asked is not at fault: the
 * same question is answered once they are there. The message gives what was looked for, where, and
 * the remedy.
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
