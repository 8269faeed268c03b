package io.alphascope.aggregator.topology;

import com.google.protobuf.Message;
import io.alphascope.aggregator.reading.EventReader;
import io.alphascope.aggregator.reading.UnreadableRecordException;
import io.alphascope.aggregator.statistics.Row;
import io.alphascope.aggregator.statistics.Series;
import io.alphascope.aggregator.store.MessageSerde;
import io.alphascope.aggregator.store.ObservedRows;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/**
 * The flow from observations to rolling statistics.
 *
 * <pre>
 * curvature.observations ─▶ read ─▶ by series ─▶ roll ─┬─▶ curvature.statistics
 *                             │                 ▲      └─▶ curvature.observations (tombstones)
 *                             └─▶ …dead-letter  │
 * training.runs ─▶ deleted ─▶ every partition ──┘
 * </pre>
 *
 * <p>Observations are keyed by run, step and curvature, so the rows of a series lie in all
 * partitions; the repartition topic {@code series} brings them together. The series of a run can
 * lie in any of its partitions, so each partition receives the deleted runs. A tombstone is a
 * record without a value: compaction then removes the older records with its key, and readers
 * ignore it.
 */
public final class RollingTopology {

  private static final String SERIES = "series";
  private static final String DELETED_RUNS = "deleted-runs";

  /**
   * How many instances can share the work. Few are enough: a run has a handful of series and one
   * thread computes thousands of rows a second. And each partition adds three changelogs to every
   * transaction.
   */
  private static final int SERIES_PARTITIONS = 2;

  private RollingTopology() {}

  /**
   * The whole flow.
   *
   * @param interval how often statistics are computed, in wall-clock time
   * @param rowsPlace where the rows of series are stored, for example {@link ObservedRows#onDisk}
   * @param unreadable called for each observation that becomes a dead letter; again if its
   *     transaction is repeated
   */
  public static Topology build(
      Duration interval, KeyValueBytesStoreSupplier rowsPlace, Consumer<DeadLetter> unreadable) {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, Message> readings =
        builder.stream(
                Topic.OBSERVATIONS.topicName(),
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("observations"))
            .filter((key, value) -> value != null, Named.as("without-graves"))
            .processValues(() -> new ReadObservation(unreadable), Named.as("read"));
    readings
        .filter((key, reading) -> reading instanceof DeadLetter, Named.as("unreadable"))
        .mapValues(DeadLetter.class::cast, Named.as("letter"))
        .to(
            Topic.OBSERVATIONS_DEAD_LETTER.topicName(),
            Produced.with(Serdes.String(), MessageSerde.of(DeadLetter.parser()))
                .withName("dead-letters"));
    KStream<Void, Rolled> rolled =
        readings
            .filter((key, reading) -> reading instanceof CurvatureObserved, Named.as("readable"))
            .mapValues(CurvatureObserved.class::cast, Named.as("observation"))
            .selectKey((key, observed) -> seriesOf(observed).toString(), Named.as("key-by-series"))
            .mapValues(Row::of, Named.as("row"))
            .repartition(
                Repartitioned.with(Serdes.String(), ObservedRows.SERDE)
                    .withName(SERIES)
                    .withNumberOfPartitions(SERIES_PARTITIONS))
            .merge(deletedRuns(builder), Named.as("series-and-deleted-runs"))
            .process(RollingProcessor.every(interval, rowsPlace), Named.as("roll"));
    rolled
        .flatMap((none, changes) -> changes.tombstones(), Named.as("graves"))
        .to(
            Topic.OBSERVATIONS.topicName(),
            Produced.with(Serdes.String(), Serdes.ByteArray()).withName("observation-graves"));
    rolled
        .flatMap((none, changes) -> changes.statistics(), Named.as("statistics-and-graves"))
        .to(
            Topic.STATISTICS.topicName(),
            Produced.with(Serdes.String(), MessageSerde.of(RollingStatistics.parser()))
                .withName("statistics"));
    return builder.build();
  }

  /** Each deleted run, without a value, in every partition of the series. */
  private static KStream<String, Row> deletedRuns(StreamsBuilder builder) {
    return builder.stream(
            Topic.RUNS.topicName(),
            Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("runs"))
        .filter(RollingTopology::isDeletion, Named.as("deleted"))
        .mapValues(deletion -> (Row) null, Named.as("deletion"))
        .repartition(
            Repartitioned.with(Serdes.String(), ObservedRows.SERDE)
                .withName(DELETED_RUNS)
                .withNumberOfPartitions(SERIES_PARTITIONS)
                .withStreamPartitioner(
                    (topic, run, none, partitions) ->
                        Optional.of(
                            IntStream.range(0, partitions).boxed().collect(Collectors.toSet()))));
  }

  /** A record that cannot be read deletes nothing; the sink reports what is wrong with it. */
  private static boolean isDeletion(String key, byte[] value) {
    try {
      return EventReader.run(key, value).getState() == RunChanged.State.DELETED;
    } catch (UnreadableRecordException toldElsewhere) {
      return false;
    }
  }

  private static Series seriesOf(CurvatureObserved observed) {
    return new Series(observed.getRun(), observed.getCurvature());
  }
}
