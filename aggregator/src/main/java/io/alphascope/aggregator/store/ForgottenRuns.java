package io.alphascope.aggregator.store;

import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Deleted runs, and how far the rows of each have been removed. Deleted runs are kept permanently,
 * because rows of them can still arrive. In memory, with a changelog: they are few.
 */
public final class ForgottenRuns {

  public static final String NAME = "forgotten-runs";

  /** By run: the first row that is left, or the end of the run if none is left. */
  private final KeyValueStore<String, SeriesStep> store;

  public ForgottenRuns(KeyValueStore<String, SeriesStep> store) {
    this.store = store;
  }

  public static StoreBuilder<KeyValueStore<String, SeriesStep>> builder() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(NAME), Serdes.String(), SeriesStep.serde());
  }

  /** Does nothing if the run has been added before. */
  public void add(String run) {
    store.putIfAbsent(run, SeriesStep.firstOf(run));
  }

  public boolean contains(String run) {
    return store.get(run) != null;
  }

  /** The first row that is left of a deleted run; empty if no deleted run has rows left. */
  public Optional<SeriesStep> next() {
    try (var all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, SeriesStep> entry = all.next();
        if (!entry.value.equals(SeriesStep.endOf(entry.key))) {
          return Optional.of(entry.value);
        }
      }
    }
    return Optional.empty();
  }

  /** All rows of the run before this one have been removed. */
  public void forgottenBefore(SeriesStep row) {
    store.put(row.series().run(), row);
  }
}
