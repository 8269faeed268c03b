package io.alphascope.systemtests.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.systemtests.UpSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic of steps of a system that is up, as any client of Kafka reads and writes it. */
record PublishedSteps(UpSystem system) {

  /** The steps of a run that are there, by number, each as if it were alone in its record. */
  List<StepTaken> of(String run) throws IOException {
    List<StepTaken> steps = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            system.kafkaClient(), new StringDeserializer(), new ByteArrayDeserializer())) {
      new WholeTopic(consumer, Topic.STEPS)
          .readToEnd(
              step -> {
                if (step.key().startsWith(run + "/")) {
                  steps.addAll(parse(step));
                }
              });
    }
    steps.sort(Comparator.comparingLong(StepTaken::getStep));
    return steps;
  }

  private static List<StepTaken> parse(ConsumerRecord<String, byte[]> record) {
    try {
      return StepGroup.read(ByteBuffer.wrap(record.value())).stream()
          .map(
              step -> {
                assertThat(step.fault()).isEmpty();
                return step.step();
              })
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no step: " + record.key(), e);
    }
  }

  /** Without a look at it. */
  void add(StepTaken step) throws Exception {
    String key = new StepKey(step.getRun(), step.getStep()).toString();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            system.kafkaClient(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), key, step.toByteArray())).get();
    }
  }
}
