package io.alphascope.cli.client;

/**
 * Why some could not be observed.
 *
 * @param reason the first of its kind, in words
 * @param count how many
 */
public record CountedReason(String reason, long count) {

  @Override
  public String toString() {
    return count + " × " + reason;
  }
}
