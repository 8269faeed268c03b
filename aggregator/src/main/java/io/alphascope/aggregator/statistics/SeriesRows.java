package io.alphascope.aggregator.statistics;

import java.util.Iterator;
import java.util.List;

/** The rows of one series, in the order of their steps. */
public interface SeriesRows {

  /** The last rows before {@code step}, at most {@code count} of them, oldest first. */
  List<Row> before(long step, int count);

  /** The rows from {@code step} on, oldest first. To be closed. */
  Cursor from(long step);

  /** Rows in order, from a source that must be closed. */
  interface Cursor extends Iterator<Row>, AutoCloseable {
    @Override
    void close();
  }
}
