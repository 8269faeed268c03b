package io.alphascope.local.cli;

import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.local.UpSystem;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic of steps of a system that is up, as any client of Kafka writes it. */
record PublishedSteps(UpSystem system) {

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
