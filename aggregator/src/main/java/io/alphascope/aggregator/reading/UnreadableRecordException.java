package io.alphascope.aggregator.reading;

/** The message names the field, what was expected and what was found. */
public final class UnreadableRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String field, String expected, Object found) {
    super(field + ": expected " + expected + ", found " + found);
  }
}
