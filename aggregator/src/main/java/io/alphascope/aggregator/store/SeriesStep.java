package io.alphascope.aggregator.store;

import io.alphascope.aggregator.statistics.Series;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A step of a series. On disk: the series in UTF-8, a zero byte (which no series contains), the
 * step as 8 bytes, most significant first. Steps are not negative, so the bytes sort in the order
 * of the steps.
 */
public record SeriesStep(Series series, long step) {

  /** Sorts before every step of every series of the run. */
  static SeriesStep firstOf(String run) {
    return new SeriesStep(new Series(run, ""), 0);
  }

  /** Sorts after all of them: names of curvatures are printable ASCII. */
  public static SeriesStep endOf(String run) {
    return new SeriesStep(new Series(run, "\u007f"), Long.MAX_VALUE);
  }

  static Serde<SeriesStep> serde() {
    return Serdes.serdeFrom(
        (topic, key) -> key == null ? null : key.toBytes(),
        (topic, bytes) -> bytes == null ? null : ofBytes(bytes));
  }

  private byte[] toBytes() {
    byte[] name = series.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 1 + Long.BYTES)
        .put(name)
        .put((byte) 0)
        .putLong(step)
        .array();
  }

  private static SeriesStep ofBytes(byte[] bytes) {
    int nameLength = bytes.length - Long.BYTES - 1;
    return new SeriesStep(
        Series.parse(new String(bytes, 0, nameLength, StandardCharsets.UTF_8)),
        ByteBuffer.wrap(bytes).getLong(nameLength + 1));
  }
}
