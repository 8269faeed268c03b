package io.alphascope.aggregator.statistics;

import java.util.List;
import java.util.stream.Stream;

/** The rows of one series, in the order of their steps. */
public interface SeriesRows {

  /** The last rows before {@code step}, at most {@code count} of them, oldest first. */
  List<Row> before(long step, int count);

  /** The rows from {@code step} on, oldest first; the caller closes the stream. */
  Stream<Row> from(long step);
}
