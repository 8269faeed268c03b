package io.alphascope.aggregator.store;

import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Deleted runs, and how far each has been forgotten. They are remembered for good, since rows of
 * them may come at any time. In memory, with a changelog: they are few.
 */
public final class ForgottenRuns {

  public static final String NAME = "forgotten-runs";

  /** Where the rows that are left begin; the end if there are none. */
  private final KeyValueStore<String, SeriesStep> store;

  public ForgottenRuns(KeyValueStore<String, SeriesStep> store) {
    this.store = store;
  }

  public static StoreBuilder<KeyValueStore<String, SeriesStep>> builder() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(NAME), Serdes.String(), SeriesStep.serde());
  }

  /** Nothing happens if the run is here already. */
  public void add(String run) {
    store.putIfAbsent(run, SeriesStep.firstOf(run));
  }

  public boolean contains(String run) {
    return store.get(run) != null;
  }

  /** A run with rows left to forget, and where they begin; empty if there is none. */
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

  /** All rows before this one are forgotten. */
  public void forgottenBefore(SeriesStep row) {
    store.put(row.series().run(), row);
  }
}
