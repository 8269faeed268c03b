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
    return wanted.test(start.step()) ? Optional.of(new InMemory(start)) : Optional.empty();
  }

  private final class InMemory implements StepRecorder {

    private final StepStart start;
    private final ByteBuffer[] vectors = new ByteBuffer[3];

    InMemory(StepStart start) {
      this.start = start;
    }

    private ByteBuffer vector(int index) {
      vectors[index] = ByteBuffer.allocate(parameters * Float.BYTES);
      return vectors[index];
    }

    @Override
    public ByteBuffer theta0() {
      return vector(0);
    }

    @Override
    public ByteBuffer gradient() {
      return vector(1);
    }

    @Override
    public ByteBuffer theta1() {
      return vector(2);
    }

    @Override
    public void complete() {
      steps.add(new Step(start, floats(0), floats(1), floats(2)));
    }

    private float[] floats(int index) {
      float[] floats = new float[parameters];
      vectors[index].flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
      return floats;
    }
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
