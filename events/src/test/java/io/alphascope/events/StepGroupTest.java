package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.GroupedStep.Fault;
import io.alphascope.events.StepTaken.UpdateRule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepGroupTest {

  private static final int PARAMETERS = 5;
  private static final double RATE = 0.1;

  private final List<StepTaken> taken = new ArrayList<>();

  /** Steps 10, 11, … whose θ₁ the rule gives. */
  private List<StepTaken> byRule(int count) {
    return steps(count, new boolean[count]);
  }

  /** Steps 10, 11, … that carry their θ₁. */
  private List<StepTaken> carrying(int count) {
    boolean[] carried = new boolean[count];
    Arrays.fill(carried, true);
    return steps(count, carried);
  }

  /** Fills {@code taken} with the steps as single records have them; returns what is published. */
  private List<StepTaken> steps(int count, boolean[] carried) {
    Random random = new Random(count);
    List<StepTaken> published = new ArrayList<>();
    float[] theta = floats(random);
    for (int i = 0; i < count; i++) {
      float[] gradient = floats(random);
      float[] next = new float[PARAMETERS];
      for (int p = 0; p < PARAMETERS; p++) {
        float product = (float) RATE * gradient[p];
        next[p] = carried[i] ? random.nextFloat() : theta[p] - product;
      }
      StepTaken step =
          StepTaken.newBuilder()
              .setRun("run-1")
              .setSpecification(RunSpecification.newBuilder().setNetwork("4-1"))
              .setStep(10 + i)
              .setEpoch(2)
              .setLearningRate(RATE)
              .setLoss(i)
              .setSampleIndices(SampleIndices.newBuilder().addIndex(i).addIndex(300))
              .setTheta0(Tensors.of(theta, PARAMETERS))
              .setTheta1(Tensors.of(next, PARAMETERS))
              .setGradient(Tensors.of(gradient, PARAMETERS))
              .build();
      taken.add(step);
      published.add(
          carried[i]
              ? step.toBuilder().setUpdateRule(UpdateRule.SGD).build()
              : step.toBuilder()
                  .setUpdateRule(UpdateRule.SGD)
                  .setTheta1Crc32(Tensors.crc32(step.getTheta1()))
                  .clearTheta1()
                  .build());
      theta = next;
    }
    return published;
  }

  private static float[] floats(Random random) {
    float[] values = new float[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static List<StepTaken> plain(List<GroupedStep> read) {
    return read.stream().map(step -> step.step().toBuilder().clearUpdateRule().build()).toList();
  }

  private static List<String> faults(List<GroupedStep> read) {
    return read.stream()
        .map(
            step ->
                step.step().getStep() + step.fault().map(Fault::field).map(f -> " " + f).orElse(""))
        .toList();
  }

  @Property(tries = 60)
  void aGroupHasTheStepsThatWereJoined(
      @ForAll @IntRange(min = 1, max = StepGroup.MOST_STEPS) int count, @ForAll long pattern)
      throws InvalidProtocolBufferException {
    boolean[] carried = new boolean[count];
    for (int i = 0; i < count; i++) {
      carried[i] = (pattern >> i & 1) == 1;
    }
    taken.clear();
    byte[] record = StepGroup.join(steps(count, carried)).toByteArray();

    List<GroupedStep> read = StepGroup.read(ByteBuffer.wrap(record));

    assertThat(read).allMatch(step -> step.fault().isEmpty());
    assertThat(plain(read)).isEqualTo(taken);
  }

  @Test
  void aGroupByRuleHasOneVectorAStepAndOneMore() {
    StepTaken group = StepGroup.join(byRule(8));

    assertThat(group.getTheta0().getData().size()).isEqualTo(PARAMETERS * Float.BYTES);
    assertThat(group.hasTheta1()).isFalse();
    assertThat(group.getFollowingStepsList())
        .hasSize(7)
        .allMatch(step -> !step.hasTheta1() && step.hasGradient() && step.hasTheta1Crc32());
  }

  @Test
  void aSingleStepIsAsItWasBeforeThereWereGroups() throws InvalidProtocolBufferException {
    carrying(1);
    StepTaken single = taken.get(0);

    assertThat(StepGroup.join(List.of(single))).isEqualTo(single);
    assertThat(StepGroup.read(ByteBuffer.wrap(single.toByteArray())))
        .singleElement()
        .isEqualTo(new GroupedStep(single, java.util.Optional.empty()));
  }

  @Test
  void theRuleRoundsTheRateTheProductAndTheDifference() {
    float theta = 1.2345678f;
    float gradient = 7.654321f;
    double rate = 0.1;

    Tensor single =
        GradientDescent.step(
            Tensors.of(new float[] {theta}, 1), rate, Tensors.of(new float[] {gradient}, 1));
    Tensor twice =
        GradientDescent.step(
            Tensors.of(new double[] {theta}, 1), rate, Tensors.of(new double[] {gradient}, 1));

    float product = (float) ((double) (float) rate * gradient); // exact in double, rounded once
    assertThat(Tensors.littleEndian(single).getFloat())
        .isEqualTo((float) ((double) theta - product));
    assertThat(Tensors.littleEndian(twice).getDouble()).isEqualTo(theta - rate * gradient);
    assertThat(Tensors.crc32(single)).isEqualTo(crc32(single.getData().toByteArray()));
  }

  private static int crc32(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  @Test
  void joinsOnlyWhatFollows() {
    List<StepTaken> steps = byRule(3);

    assertThatThrownBy(() -> StepGroup.join(List.of(steps.get(0), steps.get(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step 12 is not step 10 + 1");
  }

  @Test
  void aStepThatDoesNotFollowIsAFaultAndSoAreThoseThatNeedItsResult() {
    StepTaken group = StepGroup.join(byRule(4));
    StepTaken gap = renumbered(group, 1, 21, 22, 23);

    assertThat(faults(StepGroup.split(gap)))
        .containsExactly("10", "21 step", "22 theta0", "23 theta0");
  }

  @Test
  void aStepAfterOneThatCarriesItsResultIsKnownAgain() {
    StepTaken group = StepGroup.join(carrying(4));
    StepTaken gap = renumbered(group, 1, 21, 22, 23);

    List<GroupedStep> read = StepGroup.split(gap);

    assertThat(faults(read)).containsExactly("10", "21 step", "22", "23");
    assertThat(read.get(2).step().getTheta0()).isEqualTo(taken.get(2).getTheta0());
  }

  private static StepTaken renumbered(StepTaken group, int from, long... numbers) {
    StepTaken.Builder changed = group.toBuilder();
    for (int i = 0; i < numbers.length; i++) {
      changed.getFollowingStepsBuilder(from - 1 + i).setStep(numbers[i]);
    }
    return changed.build();
  }

  @Test
  void whatTheRuleDoesNotGiveIsAFaultFromThatStepOn() {
    StepTaken.Builder group = StepGroup.join(byRule(4)).toBuilder();
    group.getFollowingStepsBuilder(1).setTheta1Crc32(12345);

    List<GroupedStep> read = StepGroup.split(group.build());

    assertThat(faults(read)).containsExactly("10", "11", "12 theta1_crc32", "13 theta0");
    assertThat(read.get(2).fault().orElseThrow().found()).isEqualTo("00003039");
    assertThat(read.get(0).step().getTheta1()).isEqualTo(taken.get(0).getTheta1());
  }

  @Test
  void whatTheRuleNeedsIsNamed() {
    StepTaken group = StepGroup.join(byRule(3));

    assertThat(faults(StepGroup.split(following(group, 0, step -> step.clearGradient()))))
        .containsExactly("10", "11 gradient", "12 theta0");
    assertThat(faults(StepGroup.split(following(group, 0, step -> step.clearLearningRate()))))
        .containsExactly("10", "11 learning_rate", "12 theta0");
    assertThat(faults(StepGroup.split(following(group, 1, step -> step.clearTheta1Crc32()))))
        .containsExactly("10", "11", "12 theta1_crc32");
    assertThat(faults(StepGroup.split(group.toBuilder().setUpdateRuleValue(99).build())))
        .containsExactly("10 update_rule", "11 theta0", "12 theta0");
    assertThat(faults(StepGroup.split(group.toBuilder().clearTheta0().build())))
        .containsExactly("10 gradient", "11 theta0", "12 theta0");
    assertThat(
            faults(
                StepGroup.split(
                    following(group, 0, step -> step.setGradient(Tensors.of(new float[4], 4))))))
        .containsExactly("10", "11 gradient", "12 theta0");
  }

  private static StepTaken following(
      StepTaken group, int index, java.util.function.Consumer<FollowingStep.Builder> change) {
    StepTaken.Builder changed = group.toBuilder();
    change.accept(changed.getFollowingStepsBuilder(index));
    return changed.build();
  }

  @Test
  void stepsThatAreMissingOrTooManyAreFaultsByNumber() {
    StepTaken group = StepGroup.join(carrying(3));

    assertThat(faults(StepGroup.split(group.toBuilder().setGroupSize(5).build())))
        .containsExactly("10", "11", "12", "13 group_size", "14 group_size");
    assertThat(faults(StepGroup.split(group.toBuilder().setGroupSize(2).build())))
        .containsExactly("10", "11", "12 group_size");
    assertThat(faults(StepGroup.split(group.toBuilder().setGroupSize(1).build())))
        .containsExactly("10", "11 group_size", "12 group_size");
    assertThat(faults(StepGroup.split(group.toBuilder().clearGroupSize().build())))
        .containsExactly("10", "11", "12");
    assertThat(faults(StepGroup.split(group.toBuilder().setGroupSize(-1).build())))
        .containsExactly("10 group_size", "11 group_size", "12 group_size");
  }

  @Test
  void aGroupLargerThanTheLimitIsNotReadAtAll() {
    List<GroupedStep> read = StepGroup.split(StepGroup.join(carrying(StepGroup.MOST_STEPS + 1)));

    assertThat(read).hasSize(StepGroup.MOST_STEPS + 1);
    assertThat(faults(read))
        .isEqualTo(IntStream.rangeClosed(10, 74).mapToObj(step -> step + " group_size").toList());
    assertThat(
            faults(
                StepGroup.split(
                    StepGroup.join(carrying(2)).toBuilder().setGroupSize(2_000_000_000).build())))
        .containsExactly("10 group_size", "11 group_size");
  }

  @Test
  void ofARecordThatIsCutShortTheCompleteStepsAreRead() throws InvalidProtocolBufferException {
    byte[] record = StepGroup.join(carrying(4)).toByteArray();
    int following = StepGroup.join(carrying(4)).getFollowingSteps(0).getSerializedSize();

    assertThat(faults(StepGroup.read(ByteBuffer.wrap(record, 0, record.length - 1))))
        .containsExactly("10", "11", "12", "13 group_size");
    assertThat(faults(StepGroup.read(ByteBuffer.wrap(record, 0, record.length - following - 5))))
        .containsExactly("10", "11", "12 group_size", "13 group_size");
    assertThat(faults(StepGroup.read(ByteBuffer.wrap(record, 0, record.length - 3 * following))))
        .as("the first step ends somewhere in what is left")
        .containsExactly("10 group_size", "11 group_size", "12 group_size", "13 group_size");
  }

  @Test
  void bytesThatAreNoGroupAreRefused() {
    carrying(1);
    byte[] single = taken.get(0).toByteArray();

    assertThatThrownBy(() -> StepGroup.read(ByteBuffer.wrap(single, 0, single.length - 1)))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThatThrownBy(() -> StepGroup.read(ByteBuffer.wrap(new byte[] {(byte) 0xff, 1})))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }
}
