package io.alphascope.curvature;

import ai.djl.Device;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.step.Step;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Lines that are kept for further steps, as many as were ever in use at once. Thread-safe. */
final class LinePool implements AutoCloseable {
  private final Queue<Line> idle = new ConcurrentLinkedQueue<>();
  private final Device device;
  private final LiveArrays arrays;

  /**
   * @param arrays counts those of the lines
   */
  LinePool(Device device, LiveArrays arrays) {
    this.device = device;
    this.arrays = arrays;
  }

  /** A line of the step's network, to be given back. */
  Line take(Step step) {
    Line line = idle.poll();
    if (line != null && !line.fits(step.network(), step.dataType(), device)) {
      close(line);
      line = null;
    }
    if (line == null) {
      line = new Line(step.network(), step.dataType(), device);
      arrays.count(line.manager());
    }
    return line;
  }

  void giveBack(Line line) {
    line.tell(cost -> {});
    idle.add(line);
  }

  private void close(Line line) {
    arrays.forget(line.manager());
    line.close();
  }

  /** Frees those that are not in use. */
  @Override
  public void close() {
    for (Line line = idle.poll(); line != null; line = idle.poll()) {
      close(line);
    }
  }
}
