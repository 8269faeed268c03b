package io.alphascope.trainerservice.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alphascope.events.FollowingStep;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensors;
import io.alphascope.events.Topic;
import io.alphascope.trainerservice.training.StepRecorder;
import io.alphascope.trainerservice.training.StepStart;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which steps share a record, with a producer whose acknowledgements the test gives. */
class StepStreamTest {

  private static final int PER_RECORD = 4;
  private static final int CAPACITY = 8;
  private static final float RATE = 0.5f;

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(cluster(), false, null, new StringSerializer(), new ByteArraySerializer());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private StepStream stream = stream("sgd");
  private float[] theta = new float[2];

  private StepStream stream(String optimizer) {
    RunSpecification specification =
        RunSpecification.newBuilder()
            .setOptimizer(Optimizer.newBuilder().setName(optimizer))
            .build();
    return new StepStream(
        "r",
        new StepEvents("r", specification, new float[] {0, 0}),
        PER_RECORD,
        CAPACITY,
        producer,
        new StepMeters(meters));
  }

  private static Cluster cluster() {
    Node node = new Node(0, "nowhere", 1);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        IntStream.range(0, 6)
            .mapToObj(
                partition ->
                    new PartitionInfo(Topic.STEPS.topicName(), partition, node, nodes, nodes))
            .toList();
    return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
  }

  @AfterEach
  void close() {
    stream.close();
  }

  /** Takes a step whose θ₁ is θ₀ − η g, with g = (step, 1), and is off by {@code error}. */
  private void take(long step, float error) throws InterruptedException {
    assertThat(stream.reserve(() -> false)).isTrue();
    StepRecorder recorder =
        stream.recorder(new StepStart(step, 1, new int[] {7}, 0.25, RATE), Instant.EPOCH);
    recorder.theta0().ifPresent(buffer -> put(buffer, theta));
    theta = new float[] {theta[0] - RATE * step + error, theta[1] - RATE};
    put(recorder.gradient(), step, 1);
    put(recorder.theta1(), theta);
    recorder.complete().run();
  }

  private static void put(ByteBuffer buffer, float... values) {
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
  }

  private void take(long step) throws InterruptedException {
    take(step, 0);
  }

  private List<String> keys() {
    return producer.history().stream().map(ProducerRecord::key).toList();
  }

  private void awaitKeys(String... keys) {
    await().untilAsserted(() -> assertThat(keys()).containsExactly(keys));
  }

  private List<GroupedStep> sent(int record) throws Exception {
    return StepGroup.read(ByteBuffer.wrap(producer.history().get(record).value()));
  }

  @Test
  void aFullRecordIsSentAndEndsWithItsBlock() throws Exception {
    for (long step = 2; step < 8; step++) {
      take(step);
    }

    awaitKeys("r/2", "r/4");
    assertThat(sent(0)).extracting(step -> step.step().getStep()).containsExactly(2L, 3L);
    assertThat(sent(1)).extracting(step -> step.step().getStep()).containsExactly(4L, 5L, 6L, 7L);
    assertThat(sent(1)).allMatch(step -> step.fault().isEmpty());
    assertThat(producer.history().get(0).partition())
        .as("step 2 goes where its block's first step goes")
        .isEqualTo(new StepKey("r", 0).partition(1, 6));
  }

  @Test
  void aStepWaitsForOthersOnlySoLong() throws Exception {
    take(0);
    take(1);

    awaitKeys("r/0");
    assertThat(sent(0)).hasSize(2);
    assertThat(stream.acknowledged()).isEqualTo(new StepStream.Acknowledged(0, 0, -1));
    assertThat(producer.completeNext()).isTrue();
    assertThat(stream.acknowledged()).isEqualTo(new StepStream.Acknowledged(2, 1, 1));
    assertThat(meters.counter("alphascope.trainer.steps.published").count()).isEqualTo(2);
  }

  @Test
  void aStepThatDoesNotFollowBeginsARecord() throws Exception {
    take(0);
    take(2);
    take(3);

    awaitKeys("r/0", "r/2");
    assertThat(sent(1)).hasSize(2);
    assertThat(sent(1).get(0).step().getTheta0())
        .as("step 1 was not recorded, so θ₀ of step 2 was")
        .isEqualTo(sent(0).get(0).step().getTheta1());
  }

  @Test
  void vectorsAreUsedAgainAndEveryRecordHasItsOwnNumbers() throws Exception {
    List<float[]> ends = new ArrayList<>();
    for (long step = 0; step < 40; step++) {
      take(step);
      ends.add(theta);
      if (step % PER_RECORD == PER_RECORD - 1) {
        await().until(producer::completeNext);
      }
    }

    await().until(() -> producer.history().size() == 10);
    for (int record = 0; record < 10; record++) {
      for (GroupedStep read : sent(record)) {
        assertThat(read.fault()).isEmpty();
        int step = Math.toIntExact(read.step().getStep());
        assertThat(read.step().getTheta1()).isEqualTo(Tensors.of(ends.get(step), 2));
      }
    }
  }

  @Test
  void drainingSendsWhatWaits() throws Exception {
    take(0);
    Thread acknowledging = new Thread(() -> await().until(producer::completeNext), "acknowledging");
    acknowledging.start();

    assertThat(stream.drain(() -> false)).isTrue();

    assertThat(keys()).containsExactly("r/0");
    acknowledging.join();
    assertThat(stream.tryReserve()).isTrue();
  }

  @Test
  void whatTheRuleDoesNotGiveIsCarriedFromThenOn() throws Exception {
    take(0);
    take(1, 0.125f);
    take(2);
    take(3);

    awaitKeys("r/0");
    StepTaken record = StepTaken.parseFrom(producer.history().get(0).value());
    assertThat(record.hasTheta1()).isFalse();
    assertThat(record.getFollowingStepsList())
        .extracting(FollowingStep::hasTheta1)
        .containsExactly(true, true, true);
    assertThat(sent(0)).allMatch(step -> step.fault().isEmpty());
    assertThat(sent(0).get(3).step().getTheta1()).isEqualTo(Tensors.of(theta, 2));
  }

  @Test
  void theFirstStepOfEveryRecordIsComparedWithTheRule() throws Exception {
    for (long step = 0; step < 4; step++) {
      take(step);
    }
    awaitKeys("r/0");
    take(4, 0.125f);
    take(5);

    awaitKeys("r/0", "r/4");
    assertThat(sent(1)).allMatch(step -> step.fault().isEmpty());
    assertThat(StepTaken.parseFrom(producer.history().get(1).value()).hasTheta1()).isTrue();
  }

  @Test
  void thereIsNoPlaceUntilTheBrokerHasAcknowledged() throws Exception {
    for (long step = 0; step < CAPACITY; step++) {
      take(step);
    }
    awaitKeys("r/0", "r/4");

    assertThat(stream.tryReserve()).isFalse();
    assertThat(producer.completeNext()).isTrue();
    for (int place = 0; place < PER_RECORD; place++) {
      assertThat(stream.tryReserve()).isTrue();
    }
    assertThat(stream.tryReserve()).isFalse();
  }

  @Test
  void aRefusedRecordIsNamedByItsSteps() throws Exception {
    for (long step = 0; step < PER_RECORD; step++) {
      take(step);
    }
    awaitKeys("r/0");
    assertThat(producer.errorNext(new RecordTooLargeException("too large"))).isTrue();

    assertThatThrownBy(() -> stream.tryReserve())
        .isInstanceOf(PublishingException.class)
        .hasMessage("Steps 0 to 3 of run r could not be published: too large");
  }
}
