package io.alphascope.aggregator.statistics;

import io.alphascope.events.RollingStatistics;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Computes exactly the statistics that changed rows affect. A changed row is in the window of N
 * rows that ends at it, and in those that end at the N − 1 observed rows after it.
 *
 * <p>Not thread-safe: the windows are reused.
 */
public final class Recomputation {

  /** Sizes of the windows, in observed rows. */
  public static final List<Integer> WINDOWS = List.of(20, 100, 500);

  /** The largest of them. */
  public static final int LARGEST = Collections.max(WINDOWS);

  private final List<RollingWindow> windows = WINDOWS.stream().map(RollingWindow::new).toList();

  /**
   * What one call did.
   *
   * @param rows how many rows were visited
   * @param resumeAt where the limit was reached: this step, and all changed steps from it on, must
   *     still be computed. Empty if nothing is left
   */
  public record Progress(int rows, OptionalLong resumeAt) {}

  /**
   * Computes the statistics of every row that a change affects, for each window that contains it.
   *
   * @param changed steps of rows that are new or different, ascending
   * @param rowsAllowed the most rows to visit; at least the largest window, so that every call
   *     makes progress
   */
  public Progress recompute(
      Series series,
      SeriesRows rows,
      List<Long> changed,
      int rowsAllowed,
      Consumer<RollingStatistics> results) {
    int next = 0;
    int visited = 0;
    while (next < changed.size()) {
      start(rows, changed.get(next));
      int rowsSinceChange = LARGEST;
      try (Stream<Row> later = rows.from(changed.get(next))) {
        Iterator<Row> cursor = later.iterator();
        if (!cursor.hasNext()) {
          break;
        }
        do {
          Row row = cursor.next();
          if (visited == rowsAllowed) {
            return new Progress(visited, OptionalLong.of(row.step()));
          }
          visited++;
          rowsSinceChange++;
          while (next < changed.size() && changed.get(next) <= row.step()) {
            rowsSinceChange = 0;
            next++;
          }
          for (RollingWindow window : windows) {
            window.add(row);
            if (rowsSinceChange < window.size()) {
              results.accept(window.statistics(series));
            }
          }
        } while (rowsSinceChange < LARGEST - 1 && cursor.hasNext());
      }
    }
    return new Progress(visited, OptionalLong.empty());
  }

  private void start(SeriesRows rows, long step) {
    windows.forEach(RollingWindow::clear);
    for (Row row : rows.before(step, LARGEST - 1)) {
      windows.forEach(window -> window.add(row));
    }
  }
}
