package io.alphascope.aggregator.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.alphascope.aggregator.statistics.Row;
import io.alphascope.aggregator.statistics.Series;
import io.alphascope.aggregator.store.ObservedRows;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.Topic;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/**
 *
 *
 * <pre>
 * curvature.observations ─▶ read ─▶ by series ─▶ roll ─▶ curvature.statistics
 *                             └─▶ curvature.observations.dead-letter
 * </pre>
 *
 * <p>Observations are keyed by run, step and curvature, so a series lies in all partitions; {@code
 * series} brings it together.
 */
public final class RollingTopology {

  private static final String SERIES = "series";

  /**
   * How many instances can share the work. A run has a handful of series and one thread computes
   * thousands of rows a second, while each partition brings two changelogs into every transaction.
   */
  private static final int SERIES_PARTITIONS = 2;

  private RollingTopology() {}

  /**
   * The whole flow.
   *
   * @param interval how often statistics are computed anew, in wall-clock time
   * @param rowsPlace where the rows of series are kept, {@link ObservedRows#onDisk} say
   * @param unreadable told of each observation that becomes a dead letter; once more if its
   *     transaction is repeated
   */
  public static Topology build(
      Duration interval, KeyValueBytesStoreSupplier rowsPlace, Consumer<DeadLetter> unreadable) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            Topic.OBSERVATIONS.topicName(),
            Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("observations"))
        .processValues(() -> new ReadObservation(unreadable), Named.as("read"))
        .split(Named.as("reading-"))
        .branch(
            (key, reading) -> reading instanceof Reading.Unreadable,
            Branched.<String, Reading>withConsumer(RollingTopology::bury).withName("unreadable"))
        .defaultBranch(
            Branched.<String, Reading>withConsumer(readings -> roll(readings, interval, rowsPlace))
                .withName("readable"));
    return builder.build();
  }

  private static void bury(KStream<String, Reading> readings) {
    readings
        .mapValues(reading -> ((Reading.Unreadable) reading).letter(), Named.as("letter"))
        .to(
            Topic.OBSERVATIONS_DEAD_LETTER.topicName(),
            Produced.with(Serdes.String(), serde(DeadLetter.parser())).withName("dead-letters"));
  }

  private static void roll(
      KStream<String, Reading> readings, Duration interval, KeyValueBytesStoreSupplier rowsPlace) {
    readings
        .mapValues(reading -> ((Reading.Readable) reading).observation(), Named.as("observation"))
        .selectKey((key, observed) -> seriesOf(observed).toString(), Named.as("key-by-series"))
        .mapValues(observed -> Row.of(observed).toEvent(), Named.as("slim"))
        .repartition(
            Repartitioned.with(Serdes.String(), serde(CurvatureObserved.parser()))
                .withName(SERIES)
                .withNumberOfPartitions(SERIES_PARTITIONS))
        .process(RollingProcessor.every(interval, rowsPlace), Named.as("roll"))
        .to(
            Topic.STATISTICS.topicName(),
            Produced.with(Serdes.String(), serde(RollingStatistics.parser()))
                .withName("statistics"));
  }

  private static Series seriesOf(CurvatureObserved observed) {
    return new Series(observed.getRun(), observed.getCurvature());
  }

  private static <T extends Message> Serde<T> serde(Parser<T> parser) {
    return Serdes.serdeFrom(
        (topic, message) -> message == null ? null : message.toByteArray(),
        (topic, bytes) -> bytes == null ? null : parse(parser, topic, bytes));
  }

  private static <T> T parse(Parser<T> parser, String topic, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException corrupt) {
      throw new SerializationException("a record of " + topic + " is corrupt", corrupt);
    }
  }
}
