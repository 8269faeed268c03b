package io.alphascope.trainerservice.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Keeps the wanted steps of a training in memory. */
final class RecordedSteps implements TrainingListener {

  /** One step with its three vectors. */
  record Step(StepStart start, float[] theta0, float[] gradient, float[] theta1) {}

  final List<Step> steps = new ArrayList<>();
  final List<Progress> reports = new ArrayList<>();
  final List<Evaluation> evaluations = new ArrayList<>();
  long taken;

  private final int parameters;
  private final LongPredicate wanted;
  private final LongPredicate stopBefore;

  /**
   * @param parameters P
   * @param wanted which steps are recorded
   * @param stopBefore before which step, counted from 0, to stop
   */
  RecordedSteps(long parameters, LongPredicate wanted, LongPredicate stopBefore) {
    this.parameters = Math.toIntExact(parameters);
    this.wanted = wanted;
    this.stopBefore = stopBefore;
  }

  @Override
  public boolean stopRequested() {
    return stopBefore.test(taken);
  }

  @Override
  public Optional<StepRecorder> record(StepStart start) {
    if (!wanted.test(start.step())) {
      return Optional.empty();
    }
    ByteBuffer theta0 = vector();
    ByteBuffer gradient = vector();
    ByteBuffer theta1 = vector();
    return Optional.of(
        new StepRecorder(
            Optional.of(theta0),
            gradient,
            theta1,
            () -> steps.add(new Step(start, floats(theta0), floats(gradient), floats(theta1)))));
  }

  private ByteBuffer vector() {
    return ByteBuffer.allocate(parameters * Float.BYTES);
  }

  private float[] floats(ByteBuffer vector) {
    float[] floats = new float[parameters];
    vector.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  @Override
  public void stepTaken(StepStart start, Duration trainingTime) {
    taken++;
  }

  @Override
  public void progressed(Progress progress) {
    reports.add(progress);
  }

  @Override
  public void epochEvaluated(Evaluation evaluation) {
    evaluations.add(evaluation);
  }
}
