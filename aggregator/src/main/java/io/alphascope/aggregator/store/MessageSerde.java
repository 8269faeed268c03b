package io.alphascope.aggregator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes for messages of protobuf. */
public final class MessageSerde {

  private MessageSerde() {}

  public static <M extends Message> Serde<M> of(Parser<M> parser) {
    return of(parser, Function.identity(), Function.identity());
  }

  /** A serde for a type that is stored as a message. */
  static <T, M extends Message> Serde<T> of(
      Parser<M> parser, Function<T, M> toMessage, Function<M, T> ofMessage) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : toMessage.apply(value).toByteArray(),
        (topic, bytes) -> bytes == null ? null : ofMessage.apply(parse(parser, topic, bytes)));
  }

  private static <M> M parse(Parser<M> parser, String topic, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException corrupt) {
      throw new SerializationException("a record of " + topic + " is corrupt", corrupt);
    }
  }
}
