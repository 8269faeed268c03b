package io.alphascope.events;

import com.google.protobuf.ByteString;
import io.alphascope.events.StepTaken.UpdateRule;
import io.alphascope.events.Tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * Records of groups of steps of a network 4-3-2, good and bad, with the steps and the faults of
 * each. All is written down with arithmetic of its own, so that every reader can be held to it.
 */
final class GroupRecords {
  static final int PARAMETERS = 4 * 3 + 3 + 3 * 2 + 2;
  static final double RATE = 0.1;
  private static final int FIRST = 10;
  private static final int SAMPLES = 2;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final StringBuilder text =
      new StringBuilder("# Record, step, its arrays (type, shape, CRC-32), or the faulty field.\n");

  /** Each record in {@code NAME.bin}, and {@code steps.txt}, which says what is in them. */
  static Map<String, byte[]> files() {
    GroupRecords made = new GroupRecords();
    made.addValid();
    made.addFaulty();
    made.addTooLarge();
    made.files.put("steps.txt", ByteString.copyFromUtf8(made.text.toString()).toByteArray());
    return made.files;
  }

  private void addValid() {
    List<StepTaken> byRule = byRule(4);
    List<StepTaken> carried = carrying(3);
    List<StepTaken> mixed = new ArrayList<>(steps(5, ElementType.FLOAT32, 1, 3));
    mixed.replaceAll(step -> step.getStep() == FIRST + 3 ? withItsData(step) : step);
    List<StepTaken> inDouble = new ArrayList<>(steps(3, ElementType.FLOAT64));
    inDouble.replaceAll(GroupRecords::withItsData);

    add("single", carried.get(0), carried.subList(0, 1));
    add("by-rule", group(byRule).build(), byRule);
    add("by-rule-in-double", group(inDouble).build(), inDouble);
    add("carried", group(carried, 0, 1, 2).build(), carried);
    add("carried-in-between", group(mixed, 1, 3).build(), mixed);
    add("size-not-said", group(carried, 0, 1, 2).clearGroupSize().build(), carried);
  }

  private void addFaulty() {
    List<StepTaken> byRule = byRule(4);
    StepTaken group = group(byRule).build();
    List<StepTaken> gap = renumbered(byRule);
    add("gap", group(gap).build(), gap, "21 step", "22 theta0", "23 theta0");
    List<StepTaken> carriedGap = renumbered(carrying(4));
    add("gap-after-which-all-is-carried", group(carriedGap, 1, 2).build(), carriedGap, "21 step");
    List<StepTaken> five = steps(5, ElementType.FLOAT32, 3);
    add(
        "other-checksum",
        following(group(five, 3).build(), 1, step -> step.setTheta1Crc32(12345)),
        five,
        "12 theta1_crc32",
        "13 theta0");
    add(
        "cut-short",
        group.toBuilder().setGroupSize(6).build(),
        byRule,
        "14 group_size",
        "15 group_size");
    add(
        "surplus",
        group.toBuilder().setGroupSize(2).build(),
        byRule,
        "12 group_size",
        "13 group_size");
    add(
        "unknown-rule",
        group(byRule(2)).setUpdateRuleValue(99).build(),
        byRule(2),
        "10 update_rule",
        "11 theta0");
    add("no-rule", group(byRule(2)).clearUpdateRule().build(), byRule(2), "10 theta1", "11 theta0");
    addIncomplete("no-rate", FollowingStep.Builder::clearLearningRate, "12 learning_rate", true);
    addIncomplete("no-checksum", FollowingStep.Builder::clearTheta1Crc32, "12 theta1_crc32", true);
    addIncomplete("no-gradient", FollowingStep.Builder::clearGradient, "12 gradient", true);
    addIncomplete("no-batch", FollowingStep.Builder::clearBatch, "12 batch", false);
  }

  private void addIncomplete(
      String name, UnaryOperator<FollowingStep.Builder> change, String fault, boolean breaks) {
    List<StepTaken> steps = byRule(4);
    StepTaken record = following(group(steps).build(), 1, change);
    if (breaks) {
      add(name, record, steps, fault, "13 theta0");
    } else {
      add(name, record, steps, fault);
    }
  }

  private void addTooLarge() {
    StepTaken.Builder record = group(carrying(1), 0).setGroupSize(65);
    for (int i = 1; i < 65; i++) {
      record.addFollowingSteps(FollowingStep.newBuilder().setStep(FIRST + i));
    }
    String[] faults =
        LongStream.range(FIRST, FIRST + 65)
            .mapToObj(step -> step + " group_size")
            .toArray(String[]::new);
    add("too-large", record.build(), List.of(), faults);
    add(
        "too-large-as-it-says",
        group(byRule(2)).setGroupSize(2_000_000_000).build(),
        List.of(),
        "10 group_size",
        "11 group_size");
  }

  private void add(String name, StepTaken record, List<StepTaken> steps, String... faults) {
    files.put(name + ".bin", record.toByteArray());
    Map<Long, String> lines = new LinkedHashMap<>();
    steps.forEach(step -> lines.put(step.getStep(), arrays(step)));
    for (String fault : faults) {
      String[] words = fault.split(" ");
      lines.put(Long.valueOf(words[0]), words[1]);
    }
    lines.forEach((step, said) -> text.append("%s %d %s\n".formatted(name, step, said)));
  }

  static List<StepTaken> byRule(int count) {
    return steps(count, ElementType.FLOAT32);
  }

  private static List<StepTaken> carrying(int count) {
    return steps(count, ElementType.FLOAT32, LongStream.range(0, count).toArray());
  }

  /**
   * Steps 10, 11, ….
   *
   * @param carried places of those whose θ₁ is not what the rule gives
   */
  private static List<StepTaken> steps(int count, ElementType type, long... carried) {
    Random random = new Random(count);
    List<StepTaken> steps = new ArrayList<>();
    double[] theta = numbers(random, PARAMETERS, type);
    for (int i = 0; i < count; i++) {
      double[] gradient = numbers(random, PARAMETERS, type);
      double[] next =
          LongStream.of(carried).anyMatch(Integer.valueOf(i)::equals)
              ? numbers(random, PARAMETERS, type)
              : descended(theta, gradient, type);
      steps.add(
          StepTaken.newBuilder()
              .setRun("groups")
              .setSpecification(
                  RunSpecification.newBuilder()
                      .setNetwork("4-3-2")
                      .setActivation("relu")
                      .setLoss("cross-entropy")
                      .setReduction("mean")
                      .setDataset("tiles"))
              .setStep(FIRST + i)
              .setEpoch(2)
              .setLearningRate(RATE)
              .setLoss(0.5 + i)
              .setSampleIndices(SampleIndices.newBuilder().addIndex(300 + i).addIndex(i))
              .setTheta0(tensor(theta, type, PARAMETERS))
              .setTheta1(tensor(next, type, PARAMETERS))
              .setGradient(tensor(gradient, type, PARAMETERS))
              .build());
      theta = next;
    }
    return steps;
  }

  private static double[] numbers(Random random, int count, ElementType type) {
    return random
        .doubles(count, -1, 1)
        .map(number -> type == ElementType.FLOAT32 ? (float) number : number)
        .toArray();
  }

  private static double[] descended(double[] theta, double[] gradient, ElementType type) {
    double[] next = new double[theta.length];
    for (int p = 0; p < theta.length; p++) {
      if (type == ElementType.FLOAT32) {
        float product = (float) RATE * (float) gradient[p];
        next[p] = (float) theta[p] - product;
      } else {
        double product = RATE * gradient[p];
        next[p] = theta[p] - product;
      }
    }
    return next;
  }

  private static StepTaken withItsData(StepTaken step) {
    ElementType type = step.getTheta0().getElementType();
    double[] inputs = numbers(new Random(step.getStep()), SAMPLES * 4, type);
    return step.toBuilder()
        .setBatchData(
            BatchData.newBuilder()
                .setInputs(tensor(inputs, type, SAMPLES, 4))
                .setTargets(Tensors.of(new long[] {1, 0}, SAMPLES)))
        .build();
  }

  private static List<StepTaken> renumbered(List<StepTaken> steps) {
    return steps.stream()
        .map(
            step ->
                step.getStep() == FIRST
                    ? step
                    : step.toBuilder().setStep(step.getStep() + 10).build())
        .toList();
  }

  /** As one record, in which the steps at these places carry their θ₁. */
  private static StepTaken.Builder group(List<StepTaken> steps, Integer... carrying) {
    List<Integer> carried = Arrays.asList(carrying);
    StepTaken first = steps.get(0);
    StepTaken.Builder group =
        first.toBuilder().setGroupSize(steps.size()).setUpdateRule(UpdateRule.SGD);
    if (!carried.contains(0)) {
      group.clearTheta1().setTheta1Crc32(crc32(first.getTheta1().getData()));
    }
    for (int i = 1; i < steps.size(); i++) {
      StepTaken step = steps.get(i);
      FollowingStep.Builder following =
          FollowingStep.newBuilder()
              .setStep(step.getStep())
              .setEpoch(step.getEpoch())
              .setLearningRate(step.getLearningRate())
              .setLoss(step.getLoss())
              .setGradient(step.getGradient());
      if (step.hasBatchData()) {
        following.setBatchData(step.getBatchData());
      } else {
        following.setSampleIndices(step.getSampleIndices());
      }
      if (carried.contains(i)) {
        following.setTheta1(step.getTheta1());
      } else {
        following.setTheta1Crc32(crc32(step.getTheta1().getData()));
      }
      group.addFollowingSteps(following);
    }
    return group;
  }

  private static StepTaken following(
      StepTaken group, int place, UnaryOperator<FollowingStep.Builder> change) {
    StepTaken.Builder changed = group.toBuilder();
    change.apply(changed.getFollowingStepsBuilder(place));
    return changed.build();
  }

  /** A step's arrays in a line of {@code steps.txt}. */
  static String arrays(StepTaken step) {
    List<String> arrays = new ArrayList<>();
    arrays.add("theta0:" + described(step.getTheta0()));
    arrays.add("theta1:" + described(step.getTheta1()));
    arrays.add("gradient:" + described(step.getGradient()));
    if (step.hasBatchData()) {
      arrays.add("inputs:" + described(step.getBatchData().getInputs()));
      arrays.add("targets:" + described(step.getBatchData().getTargets()));
    } else {
      List<Integer> indices = step.getSampleIndices().getIndexList();
      ByteBuffer bytes = littleEndian(indices.size() * Integer.BYTES);
      indices.forEach(bytes::putInt);
      arrays.add(
          "indices:int32[%d]:%08x"
              .formatted(indices.size(), crc32(ByteString.copyFrom(bytes.flip()))));
    }
    return String.join(" ", arrays);
  }

  private static String described(Tensor tensor) {
    return "%s[%s]:%08x"
        .formatted(
            tensor.getElementType().name().toLowerCase(Locale.ROOT),
            tensor.getShapeList().stream().map(String::valueOf).collect(Collectors.joining(",")),
            crc32(tensor.getData()));
  }

  private static Tensor tensor(double[] numbers, ElementType type, long... shape) {
    ByteBuffer bytes = littleEndian(numbers.length * Tensors.elementBytes(type));
    for (double number : numbers) {
      if (type == ElementType.FLOAT32) {
        bytes.putFloat((float) number);
      } else {
        bytes.putDouble(number);
      }
    }
    return Tensors.of(type, bytes.flip(), shape);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int crc32(ByteString bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes.toByteArray());
    return (int) checksum.getValue();
  }
}
