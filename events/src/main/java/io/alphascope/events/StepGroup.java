package io.alphascope.events;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.alphascope.events.GroupedStep.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Steps that follow each other, in one record: θ₀ of each but the first is θ₁ of the step before
 * it, and θ₁ is left out where the update rule gives it. {@link #split} undoes {@link #join}.
 */
public final class StepGroup {

  /** A record with more steps is not read. */
  public static final int MOST_STEPS = 64;

  private StepGroup() {}

  /**
   * One record of successive steps.
   *
   * @param steps of one run and with one update rule, numbered k, k + 1, …, each with the θ₁ of the
   *     step before it as θ₀; at least one
   * @throws IllegalArgumentException if their numbers do not follow each other
   */
  public static StepTaken join(List<StepTaken> steps) {
    StepTaken first = steps.get(0);
    if (steps.size() == 1) {
      return first;
    }
    StepTaken.Builder group = first.toBuilder().setGroupSize(steps.size());
    for (int i = 1; i < steps.size(); i++) {
      StepTaken step = steps.get(i);
      if (step.getStep() != first.getStep() + i) {
        throw new IllegalArgumentException(
            "step %d is not step %d + %d".formatted(step.getStep(), first.getStep(), i));
      }
      FollowingStep.Builder following = FollowingStep.newBuilder();
      copy(step, following);
      group.addFollowingSteps(following);
    }
    return group.build();
  }

  /**
   * The steps of a record, each standing alone, with θ₀ and θ₁. Their vectors are views of {@code
   * record}, except those that the rule gives.
   *
   * <p>Faults are those of the group: a number that does not follow, a θ₀ that is not known because
   * θ₁ of the step before it is not, a rule that cannot be applied or gives another checksum, a
   * missing step. Everything else is for the reader of a single step.
   *
   * @throws InvalidProtocolBufferException if the bytes are not a {@code StepTaken}, nor the
   *     beginning of one that says how many steps it has
   */
  public static List<GroupedStep> read(ByteBuffer record) throws InvalidProtocolBufferException {
    try {
      return split(StepReader.read(record));
    } catch (InvalidProtocolBufferException broken) {
      if (broken.getUnfinishedMessage() instanceof StepTaken beginning
          && RunIds.isValid(beginning.getRun())
          && beginning.getGroupSize() > 1
          && beginning.getGroupSize() <= MOST_STEPS) {
        return beginningOf(beginning, broken.getMessage());
      }
      throw broken;
    }
  }

  /**
   * The steps of a complete record, as {@link #read} gives them; of a record without a valid run
   * the first alone.
   */
  public static List<GroupedStep> split(StepTaken record) {
    int present = 1 + record.getFollowingStepsCount();
    int declared = record.getGroupSize() == 0 ? present : record.getGroupSize();
    boolean alone = present == 1 && declared == 1 && record.hasTheta1();
    if (alone || !RunIds.isValid(record.getRun())) {
      return List.of(GroupedStep.of(record));
    }
    if (declared < 0 || Math.max(present, declared) > MOST_STEPS) {
      return allFaulty(
          record,
          new Fault(
              "group_size",
              "1 to %d steps in a record".formatted(MOST_STEPS),
              Integer.toString(declared < 0 ? declared : Math.max(present, declared))));
    }
    List<GroupedStep> steps = new ArrayList<>(chain(record));
    Fault otherSize =
        new Fault("group_size", "%d steps".formatted(declared), Integer.toString(present));
    for (int i = declared; i < present; i++) {
      steps.set(i, new GroupedStep(steps.get(i).step(), Optional.of(otherSize)));
    }
    steps.addAll(missing(record, present, declared, otherSize));
    return steps;
  }

  private static List<GroupedStep> allFaulty(StepTaken record, Fault fault) {
    return Stream.concat(
            Stream.of(record.getStep()),
            record.getFollowingStepsList().stream().map(FollowingStep::getStep))
        .map(step -> new GroupedStep(single(record).setStep(step).build(), Optional.of(fault)))
        .toList();
  }

  /** The first step is complete if another one follows it, since that comes last in a record. */
  private static List<GroupedStep> beginningOf(StepTaken record, String reason) {
    int complete = record.getFollowingStepsCount() == 0 ? 0 : 1 + record.getFollowingStepsCount();
    List<GroupedStep> steps = new ArrayList<>();
    if (complete > 0) {
      steps.addAll(split(record.toBuilder().setGroupSize(complete).build()));
    }
    steps.addAll(
        missing(
            record,
            complete,
            record.getGroupSize(),
            new Fault(
                "group_size",
                "%d steps".formatted(record.getGroupSize()),
                "%d that are complete (%s)".formatted(complete, reason))));
    return steps;
  }

  private static List<GroupedStep> missing(StepTaken record, int from, int to, Fault fault) {
    return IntStream.range(from, to)
        .mapToObj(i -> single(record).setStep(record.getStep() + i).build())
        .map(step -> new GroupedStep(step, Optional.of(fault)))
        .toList();
  }

  private static StepTaken.Builder single(StepTaken record) {
    return StepTaken.newBuilder()
        .setRun(record.getRun())
        .setSpecification(record.getSpecification());
  }

  /** The steps that are there, with what is wrong with each by itself or because of another. */
  private static List<GroupedStep> chain(StepTaken record) {
    List<GroupedStep> steps = new ArrayList<>();
    GroupedStep before =
        theta1(
            record.toBuilder().clearGroupSize().clearFollowingSteps().build(),
            record.getUpdateRule());
    steps.add(before);
    for (FollowingStep following : record.getFollowingStepsList()) {
      StepTaken.Builder step = single(record);
      copy(following, step);
      before = follow(before, step, record.getUpdateRule());
      steps.add(before);
    }
    return steps;
  }

  private static GroupedStep follow(
      GroupedStep before, StepTaken.Builder step, StepTaken.UpdateRule rule) {
    long expected = before.step().getStep() + 1;
    if (step.getStep() != expected) {
      return new GroupedStep(
          step.build(),
          Optional.of(
              new Fault(
                  "step",
                  "%d, as it follows step %d in its record"
                      .formatted(expected, before.step().getStep()),
                  Long.toString(step.getStep()))));
    }
    if (!before.step().hasTheta1()) {
      return new GroupedStep(
          step.build(),
          Optional.of(
              new Fault(
                  "theta0",
                  "theta1 of step %d, before it in its record".formatted(before.step().getStep()),
                  "none that is certain")));
    }
    return theta1(step.setTheta0(before.step().getTheta1()).build(), rule);
  }

  /** The step with θ₁, if it is carried or the rule gives it. */
  private static GroupedStep theta1(StepTaken step, StepTaken.UpdateRule rule) {
    if (step.hasTheta1() || rule == StepTaken.UpdateRule.UPDATE_RULE_UNSPECIFIED) {
      return GroupedStep.of(step);
    }
    StepTaken known = step.toBuilder().clearUpdateRule().clearTheta1Crc32().build();
    Optional<Fault> obstacle = obstacle(step, rule);
    if (obstacle.isPresent()) {
      return new GroupedStep(known, obstacle);
    }
    Tensor theta1 =
        GradientDescent.step(step.getTheta0(), step.getLearningRate(), step.getGradient());
    int checksum = Tensors.crc32(theta1);
    if (checksum != step.getTheta1Crc32()) {
      return new GroupedStep(
          known,
          Optional.of(
              new Fault(
                  "theta1_crc32",
                  "%08x, as the rule gives theta1".formatted(checksum),
                  "%08x".formatted(step.getTheta1Crc32()))));
    }
    return GroupedStep.of(known.toBuilder().setTheta1(theta1).build());
  }

  /** Why the rule cannot be applied. */
  private static Optional<Fault> obstacle(StepTaken step, StepTaken.UpdateRule rule) {
    if (rule != StepTaken.UpdateRule.SGD) {
      return Optional.of(new Fault("update_rule", "SGD, or theta1", "a rule that is not known"));
    }
    if (!step.hasLearningRate()) {
      return Optional.of(
          new Fault("learning_rate", "the rate, as the rule needs it for theta1", "none"));
    }
    if (!step.hasTheta1Crc32()) {
      return Optional.of(
          new Fault("theta1_crc32", "the checksum of theta1, as the rule gives it", "none"));
    }
    Tensor theta0 = step.getTheta0();
    Tensor gradient = step.getGradient();
    boolean applies =
        switch (theta0.getElementType()) {
          case FLOAT32, FLOAT64 ->
              theta0.getData().size() % Tensors.elementBytes(theta0.getElementType()) == 0;
          default -> false;
        };
    if (!applies
        || gradient.getElementType() != theta0.getElementType()
        || gradient.getData().size() != theta0.getData().size()) {
      return Optional.of(
          new Fault(
              "gradient",
              "numbers of the type and length of theta0, as the rule needs them for theta1",
              "%s of %d bytes for %s of %d bytes"
                  .formatted(
                      gradient.getElementType(),
                      gradient.getData().size(),
                      theta0.getElementType(),
                      theta0.getData().size())));
    }
    return Optional.empty();
  }

  /** Copies the fields that both messages have, by number. */
  private static void copy(Message from, Message.Builder to) {
    for (FieldDescriptor field : FollowingStep.getDescriptor().getFields()) {
      FieldDescriptor source = from.getDescriptorForType().findFieldByNumber(field.getNumber());
      if (from.hasField(source)) {
        to.setField(
            to.getDescriptorForType().findFieldByNumber(field.getNumber()), from.getField(source));
      }
    }
  }
}
