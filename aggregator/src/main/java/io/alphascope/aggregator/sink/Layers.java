package io.alphascope.aggregator.sink;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.LayerObserved;
import io.alphascope.events.ObservedQuantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Stores the layers of observations. The layers of a step are always those of its last record: what
 * an earlier one had more is removed.
 */
final class Layers {

  /** Of a large network, one poll can bring some hundred thousand rows. */
  private static final int ROWS_AT_ONCE = 20_000;

  /** Looks only at series that have layers, of which there are few; row by row, by the index. */
  private static final String REMOVE_OTHERS =
      """
      WITH told AS MATERIALIZED (
        SELECT * FROM unnest(:runs, :curvatures, :steps, :counts) AS o (run, curvature, step, layers)
      ), series AS MATERIALIZED (
        SELECT s.run, s.curvature FROM (SELECT DISTINCT run, curvature FROM told) AS s
        CROSS JOIN LATERAL (
          SELECT FROM layer_observations l
          WHERE l.run = s.run AND l.curvature = s.curvature ORDER BY l.step LIMIT 1) AS first
      ), others AS MATERIALIZED (
        SELECT other.ctid FROM told JOIN series USING (run, curvature)
        CROSS JOIN LATERAL (
          SELECT l.ctid FROM layer_observations l
          WHERE l.run = told.run AND l.curvature = told.curvature AND l.step = told.step
            AND l.place >= told.layers OFFSET 0) AS other
      )
      DELETE FROM layer_observations WHERE ctid = ANY (ARRAY(SELECT ctid FROM others))\
      """;

  private static final Upsert<Row> TABLE = table();

  /**
   * One layer of an observation.
   *
   * @param place in the network, from 0
   */
  private record Row(CurvatureObserved observed, int place, LayerObserved layer) {}

  private Layers() {}

  private static Upsert<Row> table() {
    Upsert.Builder<Row> table =
        new Upsert.Builder<Row>("layer_observations")
            .of(CurvatureObserved.getDescriptor(), Row::observed)
            .keys("run", "curvature", "step")
            .key("place", "int4", Row::place)
            .of(LayerObserved.getDescriptor(), Row::layer)
            .fields("layer");
    for (ObservedQuantity quantity : ObservedQuantity.OF_A_LAYER) {
      table.column(quantity.name(), "float8", row -> quantity.of(row.layer()));
    }
    return table.build();
  }

  static void write(Handle handle, Collection<CurvatureObserved> observations) {
    removeOthers(handle, observations);
    List<Row> rows = new ArrayList<>();
    for (CurvatureObserved observed : observations) {
      for (int place = 0; place < observed.getLayersCount(); place++) {
        rows.add(new Row(observed, place, observed.getLayers(place)));
      }
      if (rows.size() >= ROWS_AT_ONCE) {
        TABLE.write(handle, rows);
        rows.clear();
      }
    }
    TABLE.write(handle, rows);
  }

  private static void removeOthers(Handle handle, Collection<CurvatureObserved> observations) {
    if (observations.isEmpty()) {
      return;
    }
    handle
        .createUpdate(REMOVE_OTHERS)
        .bindArray("runs", String.class, observations.stream().map(o -> o.getRun()).toList())
        .bindArray(
            "curvatures", String.class, observations.stream().map(o -> o.getCurvature()).toList())
        .bindArray("steps", Long.class, observations.stream().map(o -> o.getStep()).toList())
        .bindArray(
            "counts", Integer.class, observations.stream().map(o -> o.getLayersCount()).toList())
        .execute();
  }
}
