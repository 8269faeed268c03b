package io.alphascope.aggregator.database;

/** The database cannot be reached now; the same may work later. */
public final class DatabaseAwayException extends Exception {

  private static final long serialVersionUID = 1L;

  DatabaseAwayException(String because, Throwable cause) {
    super(because, cause);
  }
}
