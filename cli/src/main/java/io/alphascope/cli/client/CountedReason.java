package io.alphascope.cli.client;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Why some could not be observed.
 *
 * @param reason the first of its kind, in words
 * @param count how many
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CountedReason(String reason, long count) {

  @Override
  public String toString() {
    return count + " × " + reason;
  }
}
