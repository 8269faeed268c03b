package io.alphascope.events;

import com.google.protobuf.Timestamp;
import java.time.Instant;

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
}
