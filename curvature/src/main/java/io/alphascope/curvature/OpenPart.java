package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.layer.Wanted;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.SweepOptions;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.step.Step;

/**
 * What was swept of a chunk, the whole network along a line. To be closed.
 *
 * @param scope holds what was made beside the sweep
 */
record OpenPart(Part part, NDManager scope) implements AutoCloseable {

  static OpenPart sweep(
      Chunk chunk, Step step, Line line, SweepOptions options, NDManager manager) {
    NDManager scope = manager.newSubManager();
    try {
      LossCurve curve = chunk.sweep(line, step.loss(), step.network().parameters(), options, scope);
      Layers layers = new Layers(curve, new Wanted(options.recorded(), false));
      return new OpenPart(new Part(curve, chunk.first(), layers), scope);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  @Override
  public void close() {
    part.layers().close();
    part.curve().close();
    scope.close();
  }
}
