package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.service.broker.StreamConfig;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.plan.RunPlanner;
import io.alphascope.trainerservice.plan.RunRequest;
import io.alphascope.trainerservice.plan.TestRequests;
import io.alphascope.trainerservice.publishing.PublishingKit;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.engine.DeviceRule;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/** A trainer in the test's own process, without HTTP. */
final class TestTrainer implements AutoCloseable {

  final PublishingKit publishing;
  final Runs runs;
  final Recovery recovery;

  /**
   * @param settings configuration, by full names
   * @param mnist a folder with MNIST's files, if there is one
   */
  TestTrainer(String bootstrapServers, Map<String, String> settings, Optional<Path> mnist)
      throws InterruptedException {
    TrainerConfig config = TestRequests.config(TrainerConfig.class, settings);
    publishing =
        new PublishingKit(
            bootstrapServers, TestRequests.config(StreamConfig.class, settings), config);
    RunPlanner planner =
        new RunPlanner(
            config,
            new DatasetCatalog(Path.of("unused"), mnist, DownloadProgress.SILENT),
            DeviceRule.ofEngine(),
            publishing.broker);
    runs =
        new Runs(
            planner,
            publishing.publisher,
            publishing.journal,
            publishing.stepMeters,
            publishing.broker);
    recovery = new Recovery(publishing.journal, publishing.stepLog);
    awaitTopics();
    runs.begin(recovery.pastRuns());
  }

  private void awaitTopics() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              publishing.broker.probe();
              return publishing.broker.trouble().isEmpty();
            });
  }

  /** Trains to the end, whatever that is. */
  RunChanged train(RunRequest request) throws InterruptedException {
    String run = runs.start(request).state().getRun();
    return awaitEnd(run);
  }

  RunChanged awaitEnd(String run) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> runs.find(run).orElseThrow().state(),
            state -> state.getState() != RunChanged.State.RUNNING);
  }

  /** The newest state of a run in its topic, once that is what it should be. */
  RunChanged awaitJournal(String run, RunChanged.State expected) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> publishing.journal.readAll().get(run),
            state -> state != null && state.getState() == expected);
  }

  /** Every step of a run in {@code training.steps}, in order, as readers see it. */
  List<StepTaken> published(String run) throws InvalidProtocolBufferException {
    return published(run, step -> true);
  }

  /** Every step of a run that is wanted, in order, as readers see it. */
  List<StepTaken> published(String run, LongPredicate wanted)
      throws InvalidProtocolBufferException {
    List<StepTaken> steps = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(run)) {
      for (GroupedStep step : StepGroup.read(ByteBuffer.wrap(record.value()))) {
        assertThat(step.fault()).isEmpty();
        if (wanted.test(step.step().getStep())) {
          steps.add(step.step());
        }
      }
    }
    return steps;
  }

  /** The records of a run in {@code training.steps}, in the order of their first steps. */
  List<ConsumerRecord<String, byte[]>> records(String run) throws InvalidProtocolBufferException {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = publishing.broker.reader()) {
      new WholeTopic(consumer, Topic.STEPS)
          .readToEnd(
              record -> {
                if (StepKey.parse(record.key()).run().equals(run)) {
                  records.add(record);
                }
              });
    }
    for (ConsumerRecord<String, byte[]> record : records) {
      StepTaken first = StepReader.read(ByteBuffer.wrap(record.value()));
      assertThat(new StepKey(first.getRun(), first.getStep()))
          .isEqualTo(StepKey.parse(record.key()));
    }
    records.sort(Comparator.comparingLong(record -> StepKey.parse(record.key()).step()));
    return records;
  }

  @Override
  public void close() {
    publishing.close();
  }
}
