package io.alphascope.workload.dataset;

/** Its files are in none of the folders and cannot be downloaded now; they are not corrupt. */
public final class DatasetUnavailableException extends DatasetException {

  private static final long serialVersionUID = 1L;

  DatasetUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
