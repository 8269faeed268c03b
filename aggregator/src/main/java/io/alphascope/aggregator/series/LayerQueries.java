package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** A quantity of every layer against step, and the layer that limits the rate. */
@ApplicationScoped
public class LayerQueries {

  /**
   * Of how many steps of a bucket the median is taken, at most. It is computed from rows; so this
   * limits the cost for a long run.
   */
  public static final int MOST_OF_A_BUCKET = 32;

  private static final String CELLS =
      """
      SELECT bucket_steps, step AS step_from, step_to, place, layer, median
      FROM layer_buckets(:run, :curvature, :quantity, :first, :last, :points, :most)\
      """;

  private static final String LIMITING =
      "SELECT layer, words FROM limiting_layer(:run, :curvature, :window)";

  private final Database database;

  LayerQueries(Database database) {
    this.database = database;
  }

  /** A row of the result: one layer in one bucket. */
  public record Cell(
      long bucketSteps, long stepFrom, long stepTo, int place, String layer, Double median) {}

  /**
   * A step.
   *
   * @param values by layer; null where a layer has none
   */
  public record Step(long step, List<Double> values) {}

  /**
   * A bucket of steps.
   *
   * @param values by layer, the median over its steps; null where a layer has none
   */
  public record Bucket(long stepFrom, long stepTo, List<Double> values) {}

  /**
   * The layer that limits the rate.
   *
   * @param layer its name; null if no layer does
   * @param words a sentence
   */
  public record Limiting(String layer, String words) {}

  /**
   * What was found in a range of steps.
   *
   * @param layers their names, in the order of the network
   * @param limiting at the end of the run; null if nothing was observed by layer
   */
  public record Layers(List<String> layers, Found range, Limiting limiting) {}

  /**
   * A quantity of every layer, by step, or by bucket if there are more than {@code points} steps.
   * Empty if the run is not known.
   *
   * @param quantity its column
   * @param window steps from which the limiting layer is found
   */
  public Optional<Layers> layers(SeriesRange range, String quantity, int window)
      throws DatabaseAwayException {
    return database.inTransaction(
        handle -> {
          List<Cell> cells =
              handle
                  .createQuery(CELLS)
                  .bindMethods(range)
                  .bind("quantity", quantity)
                  .bind("most", MOST_OF_A_BUCKET)
                  .mapTo(Cell.class)
                  .list();
          Limiting limiting = limiting(handle, range, window);
          return cells.isEmpty()
              ? Found.nothing(handle, range.run())
                  .map(none -> new Layers(List.of(), none, limiting))
              : Optional.of(new Layers(names(cells), found(cells), limiting));
        });
  }

  private static Limiting limiting(Handle handle, SeriesRange range, int window) {
    return handle
        .createQuery(LIMITING)
        .bindMethods(range)
        .bind("window", window)
        .mapTo(Limiting.class)
        .findOne()
        .orElse(null);
  }

  /** By place; a name that changed is the last one. */
  private static List<String> names(List<Cell> cells) {
    Map<Integer, String> names = new TreeMap<>();
    cells.forEach(cell -> names.put(cell.place, cell.layer));
    return List.copyOf(names.values());
  }

  private static Found found(List<Cell> cells) {
    int layers = names(cells).size();
    Map<Long, List<Cell>> columns = new TreeMap<>();
    cells.forEach(
        cell -> columns.computeIfAbsent(cell.stepFrom, step -> new ArrayList<>()).add(cell));
    long bucketSteps = cells.get(0).bucketSteps;
    return new Found(
        cells.get(0).stepFrom,
        cells.get(cells.size() - 1).stepTo,
        bucketSteps,
        columns.size(),
        columns.values().stream().map(column -> entry(column, layers, bucketSteps)).toList());
  }

  private static Object entry(List<Cell> column, int layers, long bucketSteps) {
    List<Double> values = new ArrayList<>(Collections.nCopies(layers, null));
    column.forEach(cell -> values.set(cell.place, cell.median));
    Cell first = column.get(0);
    return bucketSteps == 1
        ? new Step(first.stepFrom, values)
        : new Bucket(first.stepFrom, first.stepTo, values);
  }
}
