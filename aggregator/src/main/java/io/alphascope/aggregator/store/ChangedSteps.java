package io.alphascope.aggregator.store;

import io.alphascope.aggregator.statistics.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Steps whose rows changed since the statistics were last computed.
 *
 * <p>In memory, with a changelog: the store is nearly empty at all times, and RocksDB would pass
 * the tombstones of all steps ever removed at every read.
 */
public final class ChangedSteps {

  public static final String NAME = "changed-steps";

  private static final byte[] MARK = {};

  private final KeyValueStore<SeriesStep, byte[]> store;

  public ChangedSteps(KeyValueStore<SeriesStep, byte[]> store) {
    this.store = store;
  }

  public static StoreBuilder<KeyValueStore<SeriesStep, byte[]>> builder() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(NAME), SeriesStep.serde(), Serdes.ByteArray());
  }

  public void mark(Series series, long step) {
    store.put(new SeriesStep(series, step), MARK);
  }

  public void unmark(Series series, long step) {
    store.delete(new SeriesStep(series, step));
  }

  /** The first marked steps, at most {@code count} of them, ascending in each series. */
  public Map<Series, List<Long>> first(int count) {
    Map<Series, List<Long>> steps = new LinkedHashMap<>();
    try (var marks = store.all()) {
      for (int found = 0; found < count && marks.hasNext(); found++) {
        SeriesStep mark = marks.next().key;
        steps.computeIfAbsent(mark.series(), series -> new ArrayList<>()).add(mark.step());
      }
    }
    return steps;
  }
}
