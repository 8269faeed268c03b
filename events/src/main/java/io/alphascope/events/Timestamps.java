package io.alphascope.events;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/** Converts times of messages. */
public final class Timestamps {

  private Timestamps() {}

  public static Timestamp of(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /** To the nanosecond; the epoch if the message has none. */
  public static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** Compares messages by a time that they hold; the latest is first. */
  public static <T> Comparator<T> latestFirst(Function<T, Timestamp> time) {
    return Comparator.comparing((T message) -> instant(time.apply(message))).reversed();
  }
}
