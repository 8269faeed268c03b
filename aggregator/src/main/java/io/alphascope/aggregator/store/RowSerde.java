package io.alphascope.aggregator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.aggregator.statistics.Row;
import io.alphascope.events.CurvatureObserved;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A row as an observation that holds it and nothing else: in the store and between partitions. */
public final class RowSerde {

  public static final Serde<Row> INSTANCE =
      Serdes.serdeFrom(
          (topic, row) -> row == null ? null : row.toEvent().toByteArray(),
          (topic, bytes) -> bytes == null ? null : row(topic, bytes));

  private RowSerde() {}

  private static Row row(String topic, byte[] bytes) {
    try {
      return Row.of(CurvatureObserved.parseFrom(bytes));
    } catch (InvalidProtocolBufferException corrupt) {
      throw new SerializationException("a row in " + topic + " is corrupt", corrupt);
    }
  }
}
