package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.SweepOptions;
import io.alphascope.curvature.operator.BatchCurvature;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.spectrum.SymmetricMatrix;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A batch at θ₀ in directions other than the step's. */
final class DirectedBatch implements AutoCloseable {
  private final Step step;
  private final LinePool lines;
  private final IntConsumer passes;
  private final Batch batch;
  private final int atOnce;
  private final NDManager manager;
  private Line line; // null: no direction was asked for yet

  /**
   * @param lines to take one from, if there is a direction
   * @param passes is told the cost of each pass
   * @param atOnce samples that are swept at once
   */
  DirectedBatch(
      Step step, LinePool lines, IntConsumer passes, Batch batch, int atOnce, NDManager manager) {
    this.step = step;
    this.lines = lines;
    this.passes = passes;
    this.batch = batch;
    this.atOnce = atOnce;
    this.manager = manager;
  }

  private void aim(double[] v) {
    if (line == null) {
      line = lines.take(step);
      line.tell(passes);
    }
    line.aimAlong(step.theta0(), v);
  }

  /** s ∇ℓᵢᵀv in the parameters, by sample, [n]. */
  double[] slopes(double[] v) {
    double[] slopes = new double[batch.size()];
    aim(v);
    forEachPart(
        SweepOptions.plain(1),
        part -> {
          double[] added = part.curve().slopes();
          for (int i = 0; i < added.length; i++) {
            slopes[part.first() + i] = part.curve().terms().scale() * added[i];
          }
        });
    return slopes;
  }

  /** An operator's matrix of the whole network on this batch. */
  SymmetricMatrix matrix(Operator operator) {
    return new SymmetricMatrix() {
      @Override
      public int size() {
        return Math.toIntExact(step.network().parameterCount());
      }

      @Override
      public double[] times(double[] v) {
        aim(v);
        ParameterVector product = ParameterVector.sum(line);
        along(operator, product);
        return product.values();
      }

      @Override
      public double quadratic(double[] v) {
        aim(v);
        return along(operator, null);
      }
    };
  }

  /** vᵀBv, and Bv if a vector is given. */
  private double along(Operator operator, ParameterVector product) {
    int terms = ChunkRule.isOneLoss(step, batch) ? 1 : batch.size();
    try (BatchCurvature curvature = operator.begin(step, terms, product)) {
      SweepDemand demand = SweepDemand.of(List.of(operator), product != null);
      forEachPart(demand.options(), curvature::add);
      curvature.complete();
      return curvature.value();
    }
  }

  private void forEachPart(SweepOptions options, Consumer<Part> consumer) {
    for (int first = 0; first < batch.size(); first += atOnce) {
      Chunk chunk = Chunk.of(batch, first, atOnce);
      try (OpenPart open = OpenPart.sweep(chunk, step, line, options, manager)) {
        consumer.accept(open.part());
      }
    }
  }

  @Override
  public void close() {
    if (line != null) {
      lines.giveBack(line);
    }
  }
}
