package io.alphascope.aggregator.database;

/** The database cannot be used now; the same work may succeed later. */
public final class DatabaseAwayException extends Exception {

  private static final long serialVersionUID = 1L;

  DatabaseAwayException(String because, Throwable cause) {
    super(because, cause);
  }
}
