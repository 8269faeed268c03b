package io.alphascope.aggregator.sink;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.HistogramObserved;
import io.alphascope.events.HistogramObserved.Axis;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Stores the histograms of observations. A histogram belongs to a batch, whichever curvature it
 * came with; so curvatures that bring the same one lead to one row.
 */
final class Histograms {

  private static final String OWN = "own";

  private record Key(String run, String name, String batch, long step) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::run)
            .thenComparing(Key::name)
            .thenComparing(Key::batch)
            .thenComparingLong(Key::step);

    Key(CurvatureObserved observed, HistogramObserved histogram) {
      this(
          observed.getRun(),
          histogram.getName(),
          batchOf(observed.getCurvature()),
          observed.getStep());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private record Row(Key key, HistogramObserved histogram) {

    <T> List<T> axes(Function<Axis, T> value) {
      return histogram.getAxesList().stream().map(value).toList();
    }
  }

  private static final Upsert<Row> TABLE =
      new Upsert.Builder<Row>("histograms")
          .key("run", "text", row -> row.key.run)
          .key("name", "text", row -> row.key.name)
          .key("batch", "text", row -> row.key.batch)
          .key("step", "int8", row -> row.key.step)
          .arrays("minimums", "float8", row -> row.axes(Axis::getMinimum))
          .arrays("maximums", "float8", row -> row.axes(Axis::getMaximum))
          .arrays("bins", "int4", row -> row.axes(Axis::getBins))
          .arrays("counts", "int8", row -> row.histogram.getCountsList())
          .build();

  private Histograms() {}

  /** In the order of the keys, so that two writers never wait for each other's rows. */
  static void write(Handle handle, Collection<CurvatureObserved> observations) {
    Map<Key, Row> rows = new TreeMap<>();
    for (CurvatureObserved observed : observations) {
      for (HistogramObserved histogram : observed.getHistogramsList()) {
        Key key = new Key(observed, histogram);
        rows.put(key, new Row(key, histogram));
      }
    }
    TABLE.write(handle, rows.values());
  }

  /** What follows {@code @} in the name of a curvature. */
  static String batchOf(String curvature) {
    int at = curvature.indexOf('@');
    return at < 0 ? OWN : curvature.substring(at + 1);
  }
}
