package io.alphascope.benchmarks.pipeline;

import com.google.protobuf.Timestamp;
import io.alphascope.events.BatchData;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Tensors;
import io.alphascope.events.Topic;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes steps at a steady pace, in groups, as a trainer does: a group is sent with its eighth
 * step, or when its first step is 250 ms old.
 */
final class Paced {

  private static final int STEPS = 400;
  private static final int GROUP = 8;
  private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int PARAMETERS = 784 * 10 + 10;
  private static final int SAMPLES = 64;

  private Paced() {}

  /** From a step to its row, median in seconds. */
  static double secondsToRow(LaunchedSystem system, int stepsPerSecond)
      throws IOException, InterruptedException, SQLException {
    String run = "paced-" + stepsPerSecond;
    Map<String, Object> properties = new HashMap<>(StreamSettings.defaults().producerProperties());
    properties.putAll(system.kafkaConnection());
    StepTaken.Builder step = first(run);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      List<StepTaken> group = new ArrayList<>();
      long begin = System.nanoTime();
      long groupBegin = begin;
      for (int number = 0; number < STEPS; number++) {
        long due = begin + number * TimeUnit.SECONDS.toNanos(1) / stepsPerSecond;
        while (System.nanoTime() < due) {
          long wait = group.isEmpty() ? due : Math.min(due, groupBegin + GROUP_NANOS);
          LockSupport.parkNanos(wait - System.nanoTime());
          if (!group.isEmpty() && System.nanoTime() - groupBegin >= GROUP_NANOS) {
            send(producer, group);
          }
        }
        if (group.isEmpty()) {
          groupBegin = System.nanoTime();
        }
        group.add(step.setStep(number).setTime(now()).build());
        step.setTheta0(step.getTheta1());
        if (group.size() == GROUP) {
          send(producer, group);
        }
      }
      if (!group.isEmpty()) {
        send(producer, group);
      }
    }
    String stored = "SELECT count(DISTINCT step) FROM observations WHERE run = ?";
    while (system.query(stored, run) < STEPS) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return system.query(Watching.SECONDS_TO_ROW, run);
  }

  private static void send(KafkaProducer<String, byte[]> producer, List<StepTaken> group) {
    String key = new StepKey(group.get(0).getRun(), group.get(0).getStep()).toString();
    byte[] value = StepGroup.join(group).toByteArray();
    producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), key, value));
    group.clear();
  }

  private static Timestamp now() {
    Instant now = Instant.now();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }

  private static StepTaken.Builder first(String run) {
    Random random = new Random(0);
    long[] classes = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      classes[i] = i % 10;
    }
    return StepTaken.newBuilder()
        .setRun(run)
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("784-10")
                .setActivation("relu")
                .setLoss("cross-entropy")
                .setReduction("mean")
                .addAllCurvatures(Pipeline.CURVATURES))
        .setLearningRate(0.01)
        .setBatchData(
            BatchData.newBuilder()
                .setInputs(Tensors.of(floats(random, SAMPLES * 784), SAMPLES, 784))
                .setTargets(Tensors.of(classes, SAMPLES)))
        .setTheta0(Tensors.of(floats(random, PARAMETERS), PARAMETERS))
        .setTheta1(Tensors.of(floats(random, PARAMETERS), PARAMETERS));
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.1f * random.nextFloat();
    }
    return values;
  }
}
