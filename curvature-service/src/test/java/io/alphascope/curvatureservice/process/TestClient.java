package io.alphascope.curvatureservice.process;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.events.test.TestTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Publishes steps and reads what becomes of them. */
final class TestClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final StreamSettings settings;
  private final Map<String, Object> connection;
  private final KafkaProducer<String, byte[]> producer;
  private final Admin admin;

  TestClient(String bootstrapServers) throws InterruptedException {
    this(bootstrapServers, StreamSettings.defaults());
  }

  TestClient(String bootstrapServers, StreamSettings settings) throws InterruptedException {
    this.settings = settings;
    connection = Map.of("bootstrap.servers", bootstrapServers);
    TestTopics.create(
        connection, settings, Topic.STEPS, Topic.RUNS, Topic.OBSERVATIONS, Topic.STEPS_DEAD_LETTER);
    Map<String, Object> properties = new HashMap<>(settings.producerProperties());
    properties.putAll(connection);
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    admin = Admin.create(connection);
  }

  void publish(StepTaken step) {
    publish(new StepKey(step.getRun(), step.getStep()).toString(), step.toByteArray());
  }

  void publish(String key, byte[] value) {
    send(new ProducerRecord<>(Topic.STEPS.topicName(), key, value));
  }

  /** Publishes all of them before it waits for the broker. */
  void publish(List<StepTaken> steps) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (StepTaken step : steps) {
      String key = new StepKey(step.getRun(), step.getStep()).toString();
      sent.add(
          producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), key, step.toByteArray())));
    }
    sent.forEach(TestClient::await);
  }

  void publish(RunChanged run) {
    send(new ProducerRecord<>(Topic.RUNS.topicName(), run.getRun(), run.toByteArray()));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    await(producer.send(record));
  }

  private static void await(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for so many different keys of observations of a run; every row, repetitions too. */
  List<ConsumerRecord<String, CurvatureObserved>> awaitObservations(String run, int keys) {
    return awaitRecords(
        Topic.OBSERVATIONS, CurvatureObserved.parser(), row -> row.getRun().equals(run), keys);
  }

  /** The same, of some curvatures alone. */
  List<ConsumerRecord<String, CurvatureObserved>> awaitObservations(
      String run, Collection<String> curvatures, int keys) {
    return awaitRecords(
        Topic.OBSERVATIONS,
        CurvatureObserved.parser(),
        row -> row.getRun().equals(run) && curvatures.contains(row.getCurvature()),
        keys);
  }

  /** Waits for so many observations of a run, repetitions counted. */
  List<ConsumerRecord<String, CurvatureObserved>> awaitRows(String run, int rows) {
    return awaitRecords(
        Topic.OBSERVATIONS,
        CurvatureObserved.parser(),
        row -> row.getRun().equals(run),
        found -> found.size() >= rows);
  }

  List<ConsumerRecord<String, DeadLetter>> awaitDeadLetters(
      Predicate<DeadLetter> wanted, int keys) {
    return awaitRecords(Topic.STEPS_DEAD_LETTER, DeadLetter.parser(), wanted, keys);
  }

  List<ConsumerRecord<String, RunChanged>> awaitRuns(String run) {
    return awaitRecords(Topic.RUNS, RunChanged.parser(), row -> row.getRun().equals(run), 1);
  }

  /** Waits for so many records of a run. */
  List<RunChanged> awaitRuns(String run, int records) {
    return awaitRecords(
            Topic.RUNS,
            RunChanged.parser(),
            row -> row.getRun().equals(run),
            found -> found.size() >= records)
        .stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private <M extends MessageLite> List<ConsumerRecord<String, M>> awaitRecords(
      Topic topic, Parser<M> parser, Predicate<M> wanted, int keys) {
    return awaitRecords(
        topic,
        parser,
        wanted,
        found -> found.stream().map(ConsumerRecord::key).distinct().count() >= keys);
  }

  private <M extends MessageLite> List<ConsumerRecord<String, M>> awaitRecords(
      Topic topic,
      Parser<M> parser,
      Predicate<M> wanted,
      Predicate<List<ConsumerRecord<String, M>>> enough) {
    List<ConsumerRecord<String, M>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      WholeTopic whole = new WholeTopic(consumer, topic);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                whole.read(
                    Duration.ofMillis(200),
                    raw -> {
                      M message = parse(parser, raw.value());
                      if (wanted.test(message)) {
                        found.add(
                            new ConsumerRecord<>(
                                raw.topic(), raw.partition(), raw.offset(), raw.key(), message));
                      }
                    });
                return enough.test(found);
              });
    }
    return found;
  }

  private static <M> M parse(Parser<M> parser, byte[] value) {
    try {
      return parser.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(settings.consumerProperties());
    properties.putAll(connection);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Waits until the group has committed the end of every partition of steps that has any. */
  void awaitAllCommitted() {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertCommitted());
  }

  private void assertCommitted() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> ends = stepsEnds();
    var committed =
        admin.listConsumerGroupOffsets("curvature-service").partitionsToOffsetAndMetadata().get();
    ends.forEach(
        (partition, end) -> {
          var position = committed.get(partition);
          if (end > 0 && (position == null || position.offset() != end)) {
            throw new AssertionError(partition + " ends at " + end + ", committed " + position);
          }
        });
  }

  /** Waits until so many instances share the partitions of steps, and no rebalance is under way. */
  void awaitSharedBy(int instances) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertSharedBy(instances));
  }

  private void assertSharedBy(int instances) throws ExecutionException, InterruptedException {
    ConsumerGroupDescription group =
        admin
            .describeConsumerGroups(List.of("curvature-service"))
            .describedGroups()
            .get("curvature-service")
            .get();
    long reading =
        group.members().stream()
            .filter(member -> !member.assignment().topicPartitions().isEmpty())
            .count();
    if (group.groupState() != GroupState.STABLE || reading != instances) {
      throw new AssertionError(group.groupState() + ", " + reading + " instances read");
    }
  }

  private Map<TopicPartition, Long> stepsEnds() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < settings.partitions(); partition++) {
      latest.put(new TopicPartition(Topic.STEPS.topicName(), partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(latest).all().get().forEach((key, info) -> ends.put(key, info.offset()));
    return ends;
  }

  /** Deletes what retention would: all steps that there are. */
  void deleteSteps() {
    try {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      stepsEnds()
          .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
      admin.deleteRecords(all).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
