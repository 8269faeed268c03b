package io.alphascope.local.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import io.alphascope.local.broker.BrokerLogin;
import io.alphascope.local.supervision.ChildSpecification;
import io.alphascope.local.supervision.SupervisedChild;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a folder whose name would split Kafka's list of folders. */
class EmbeddedBrokerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final StreamSettings SETTINGS = StreamSettings.defaults();

  @TempDir Path parent;
  private DataFolder folder;
  private Addresses addresses;
  private BrokerLogin login;
  private SupervisedChild broker;

  @BeforeEach
  void start() throws Exception {
    folder = DataFolder.open(parent.resolve("a, b"));
    addresses = Addresses.choose(KeptPorts.in(folder, new Random()), NamedAddresses.NONE);
    Credentials credentials = Credentials.in(folder);
    login = credentials.broker();
    ChildSpecification specification =
        new LocalChildren(folder, parent, addresses, credentials, Optional.empty())
            .broker(Optional.empty());
    broker = new SupervisedChild(specification, folder.runFolder(), news -> {});
    broker.start();
    await().atMost(PATIENCE).until(() -> broker.failure().isPresent() || broker.ready());
    assertThat(broker.failure()).isEmpty();
    try (Admin admin = Admin.create(client())) {
      await()
          .atMost(PATIENCE)
          .ignoreException(UnknownTopicOrPartitionException.class)
          .untilAsserted(() -> Topics.createMissing(admin, SETTINGS, List.of(Topic.STEPS)));
    }
  }

  @AfterEach
  void stop() throws Exception {
    broker.stop();
    folder.close();
  }

  @Test
  void keepsWhatItAcknowledgedOverAKill() throws Exception {
    send("before".getBytes(UTF_8));
    long killed = broker.pid().orElseThrow();

    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    await().atMost(PATIENCE).until(() -> broker.pid().filter(pid -> pid != killed).isPresent());
    send("after".getBytes(UTF_8));

    assertThat(values(2)).containsExactlyInAnyOrder("before", "after");
  }

  @Test
  void takesTheLargestEventAndNoLargerOne() throws Exception {
    byte[] largest = new byte[SETTINGS.largestEventBytes()];

    send(largest);

    assertThatThrownBy(() -> send(new byte[SETTINGS.largestEventBytes() + (1 << 20)]))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void refusesAWrongPassword() throws Exception {
    Map<String, Object> wrong = client();
    wrong.putAll(new BrokerLogin(login.user(), "a-guess").client());

    try (Admin admin = Admin.create(wrong)) {
      assertThatThrownBy(() -> admin.describeCluster().nodes().get())
          .hasCauseInstanceOf(AuthenticationException.class);
    }
  }

  private void send(byte[] value) throws Exception {
    Map<String, Object> properties = client();
    properties.putAll(SETTINGS.producerProperties());
    // The client's own limits out of the way of the broker's.
    properties.put("max.request.size", 64 << 20);
    properties.put("buffer.memory", 64L << 20);
    properties.put("delivery.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] key = "run/0".getBytes(UTF_8);
      producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), key, value)).get();
    }
  }

  private List<String> values(int count) {
    List<String> values = new ArrayList<>();
    Map<String, Object> properties = client();
    properties.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(Topic.STEPS.topicName()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList());
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  values.add(new String(record.value(), UTF_8));
                }
                return values.size() >= count;
              });
    }
    return values;
  }

  private Map<String, Object> client() {
    Map<String, Object> properties = new HashMap<>(login.client());
    properties.put("bootstrap.servers", addresses.bootstrapServers());
    return properties;
  }
}
