package io.alphascope.aggregator.topology;

import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.aggregator.statistics.Row;
import io.alphascope.aggregator.statistics.Series;
import io.alphascope.aggregator.store.ChangedSteps;
import io.alphascope.aggregator.store.ForgottenRuns;
import io.alphascope.aggregator.store.ObservedRows;
import io.alphascope.aggregator.store.SeriesStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Stores each row, and at intervals computes the statistics that changed rows affect.
 *
 * <p>Rows often arrive late, because partitions interleave. So statistics are not computed row by
 * row, but for all rows that changed since the last time. At most {@link #ROWS_AT_ONCE} rows are
 * processed at once, so that a transaction stays short; the rest waits for the next interval.
 *
 * <p>A record with a run as its key and without a value deletes the run: its rows are removed, also
 * in parts, and rows that come later are ignored.
 */
final class RollingProcessor extends ContextualProcessor<String, Row, Void, Rolled> {

  private static final int ROWS_AT_ONCE = 4_000;

  private final Duration interval;
  private final Recomputation recomputation = new Recomputation();
  private ObservedRows rows;
  private ChangedSteps changed;
  private ForgottenRuns forgotten;

  private RollingProcessor(Duration interval) {
    this.interval = interval;
  }

  static ProcessorSupplier<String, Row, Void, Rolled> every(
      Duration interval, KeyValueBytesStoreSupplier rowsPlace) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, Row, Void, Rolled> get() {
        return new RollingProcessor(interval);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            ObservedRows.builder(rowsPlace), ChangedSteps.builder(), ForgottenRuns.builder());
      }
    };
  }

  @Override
  public void init(ProcessorContext<Void, Rolled> context) {
    super.init(context);
    rows = new ObservedRows(context.getStateStore(ObservedRows.NAME));
    changed = new ChangedSteps(context.getStateStore(ChangedSteps.NAME));
    forgotten = new ForgottenRuns(context.getStateStore(ForgottenRuns.NAME));
    context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::catchUp);
  }

  @Override
  public void process(Record<String, Row> record) {
    if (record.value() == null) {
      forgotten.add(record.key());
      return;
    }
    Series series = Series.parse(record.key());
    Row row = record.value();
    if (forgotten.contains(series.run())) {
      forget(new SeriesStep(series, row.step()), record.timestamp());
    } else if (rows.put(series, row)) {
      changed.mark(series, row.step());
    }
  }

  private void catchUp(long now) {
    forgotten
        .next()
        .map(from -> rows.remove(from, ROWS_AT_ONCE, row -> forget(row, now)))
        .ifPresent(forgotten::forgottenBefore);
    recompute(now);
  }

  private void recompute(long now) {
    int rowsLeft = ROWS_AT_ONCE;
    for (Map.Entry<Series, List<Long>> marked : changed.first(ROWS_AT_ONCE).entrySet()) {
      if (rowsLeft < Recomputation.LARGEST) {
        return;
      }
      rowsLeft -= recompute(marked.getKey(), marked.getValue(), rowsLeft, now);
    }
  }

  private int recompute(Series series, List<Long> steps, int rowsAllowed, long now) {
    Recomputation.Progress progress =
        recomputation.recompute(
            series,
            rows.of(series),
            steps,
            rowsAllowed,
            statistics -> context().forward(new Record<>(null, Rolled.computed(statistics), now)));
    long resumeAt = progress.resumeAt().orElse(Long.MAX_VALUE);
    for (long step : steps) {
      if (step < resumeAt) {
        changed.unmark(series, step);
      }
    }
    progress.resumeAt().ifPresent(step -> changed.mark(series, step));
    return progress.rows();
  }

  private void forget(SeriesStep row, long now) {
    context().forward(new Record<>(null, Rolled.forgotten(row), now));
  }
}
