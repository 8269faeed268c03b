package io.alphascope.aggregator.store;

import io.alphascope.aggregator.statistics.Row;
import io.alphascope.aggregator.statistics.Series;
import io.alphascope.aggregator.statistics.SeriesRows;
import io.alphascope.events.CurvatureObserved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The rows of all series. */
public final class ObservedRows {

  public static final String NAME = "observed-rows";

  /** A row as an observation that has its values only. */
  public static final Serde<Row> SERDE =
      MessageSerde.of(CurvatureObserved.parser(), Row::toEvent, Row::of);

  private final KeyValueStore<SeriesStep, Row> store;

  public ObservedRows(KeyValueStore<SeriesStep, Row> store) {
    this.store = store;
  }

  /** For runs of a million steps and more. */
  public static KeyValueBytesStoreSupplier onDisk() {
    return Stores.persistentKeyValueStore(NAME);
  }

  public static StoreBuilder<KeyValueStore<SeriesStep, Row>> builder(
      KeyValueBytesStoreSupplier place) {
    return Stores.keyValueStoreBuilder(place, SeriesStep.serde(), SERDE);
  }

  /** Returns false, and does nothing, if an equal row is stored already. */
  public boolean put(Series series, Row row) {
    SeriesStep key = new SeriesStep(series, row.step());
    if (row.equals(store.get(key))) {
      return false;
    }
    store.put(key, row);
    return true;
  }

  /**
   * Removes rows of one run.
   *
   * @param from the first row to remove
   * @param count the most rows to remove
   * @param removed called for each removed row
   * @return the first row that is left, or the end of the run
   */
  public SeriesStep remove(SeriesStep from, int count, Consumer<SeriesStep> removed) {
    SeriesStep end = SeriesStep.endOf(from.series().run());
    List<SeriesStep> found = new ArrayList<>();
    try (var rows = store.range(from, end)) {
      while (found.size() <= count && rows.hasNext()) {
        found.add(rows.next().key);
      }
    }
    List<SeriesStep> gone = found.subList(0, Math.min(count, found.size()));
    gone.forEach(store::delete);
    gone.forEach(removed);
    return found.size() > count ? found.get(count) : end;
  }

  public SeriesRows of(Series series) {
    return new StoredSeries(series);
  }

  private final class StoredSeries implements SeriesRows {

    private final Series series;

    StoredSeries(Series series) {
      this.series = series;
    }

    @Override
    public List<Row> before(long step, int count) {
      List<Row> rows = new ArrayList<>(count);
      if (step > 0) {
        try (var newestFirst = store.reverseRange(at(0), at(step - 1))) {
          while (rows.size() < count && newestFirst.hasNext()) {
            rows.add(newestFirst.next().value);
          }
        }
      }
      Collections.reverse(rows);
      return rows;
    }

    @Override
    public Stream<Row> from(long step) {
      KeyValueIterator<SeriesStep, Row> rows = store.range(at(step), at(Long.MAX_VALUE));
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
          .map(entry -> entry.value)
          .onClose(rows::close);
    }

    private SeriesStep at(long step) {
      return new SeriesStep(series, step);
    }
  }
}
