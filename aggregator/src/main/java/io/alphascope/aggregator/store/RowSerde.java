package io.alphascope.aggregator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.aggregator.statistics.Row;
import io.alphascope.events.CurvatureObserved;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A row as bytes, in topics and stores: an observation that holds nothing else. */
public final class RowSerde {

  private RowSerde() {}

  public static Serde<Row> create() {
    return Serdes.serdeFrom(
        (topic, row) -> row == null ? null : row.toEvent().toByteArray(),
        (topic, bytes) -> bytes == null ? null : row(topic, bytes));
  }

  private static Row row(String topic, byte[] bytes) {
    try {
      return Row.of(CurvatureObserved.parseFrom(bytes));
    } catch (InvalidProtocolBufferException corrupt) {
      throw new SerializationException("a row of " + topic + " is corrupt", corrupt);
    }
  }
}
