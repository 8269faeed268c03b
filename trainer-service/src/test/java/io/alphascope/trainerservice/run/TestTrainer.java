package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.service.broker.StreamConfig;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.publishing.PublishingKit;
import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.engine.DeviceRule;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
    TrainerConfig config = config(TrainerConfig.class, settings);
    publishing = new PublishingKit(bootstrapServers, config(StreamConfig.class, settings), config);
    RunPlanner planner =
        new RunPlanner(
            config,
            new DatasetCatalog(Path.of("unused"), mnist, DownloadProgress.SILENT),
            DeviceRule.ofEngine(),
            new EventBudget(publishing.broker));
    runs =
        new Runs(
            planner,
            publishing.streams,
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

  static <T> T config(Class<T> mapping, Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withMapping(mapping)
        .withValidateUnknown(false)
        .withDefaultValue("user.home", System.getProperty("user.home"))
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(mapping);
  }

  /** Softmax regression on the sample, 24 steps of 500 samples. */
  static RunRequest request(String run) {
    return new RunRequest(
        Optional.of(run),
        Optional.of("mnist-sample"),
        "784-10",
        Activation.RELU,
        Optional.empty(),
        new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
        sgd(0.1),
        LearningRateSchedule.UNCHANGING,
        500,
        1,
        7,
        Optional.of("cpu"),
        List.of(),
        1,
        WhenBehind.WAIT,
        Optional.empty(),
        Optional.empty());
  }

  /** {@link #request} with another optimizer and schedule. */
  static RunRequest request(String run, OptimizerRequest optimizer, LearningRateSchedule schedule) {
    RunRequest one = request(run);
    return new RunRequest(
        one.run(),
        one.dataset(),
        one.network(),
        one.activation(),
        one.graph(),
        one.loss(),
        optimizer,
        schedule,
        one.batchSize(),
        one.epochs(),
        one.seed(),
        one.device(),
        one.curvatures(),
        one.publishEvery(),
        one.whenBehind(),
        one.initialParameters(),
        one.sampleOrder());
  }

  private static OptimizerRequest sgd(double learningRate) {
    return new OptimizerRequest(
        OptimizerChoice.Kind.SGD,
        learningRate,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false);
  }

  /** {@link #request} with another frequency of publishing. */
  static RunRequest request(String run, int epochs, int publishEvery, WhenBehind whenBehind) {
    RunRequest one = request(run);
    return new RunRequest(
        one.run(),
        one.dataset(),
        one.network(),
        one.activation(),
        one.graph(),
        one.loss(),
        one.optimizer(),
        one.schedule(),
        one.batchSize(),
        epochs,
        one.seed(),
        one.device(),
        one.curvatures(),
        publishEvery,
        whenBehind,
        one.initialParameters(),
        one.sampleOrder());
  }

  /** A reference epoch, with its parameters and order. */
  static RunRequest reference(
      String dataset, String network, byte[] initialParameters, byte[] sampleOrder) {
    RunRequest one = request("reference");
    return new RunRequest(
        one.run(),
        Optional.of(dataset),
        network,
        one.activation(),
        one.graph(),
        one.loss(),
        sgd(0.01),
        one.schedule(),
        64,
        1,
        0,
        one.device(),
        one.curvatures(),
        one.publishEvery(),
        one.whenBehind(),
        Optional.of(ByteBuffer.wrap(initialParameters)),
        Optional.of(ByteBuffer.wrap(sampleOrder)));
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

  /** Every record of a run in {@code training.steps}, in the order of steps. */
  List<StepTaken> published(String run) throws InvalidProtocolBufferException {
    return published(run, step -> true);
  }

  /** Every record of a run's wanted steps, in the order of steps. */
  List<StepTaken> published(String run, LongPredicate wanted)
      throws InvalidProtocolBufferException {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = publishing.newConsumer()) {
      new WholeTopic(consumer, Topic.STEPS)
          .readToEnd(
              record -> {
                StepKey key = StepKey.parse(record.key());
                if (key.run().equals(run) && wanted.test(key.step())) {
                  records.add(record);
                }
              });
    }
    List<StepTaken> steps = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      StepTaken step = StepReader.read(ByteBuffer.wrap(record.value()));
      assertThat(new StepKey(step.getRun(), step.getStep())).isEqualTo(StepKey.parse(record.key()));
      steps.add(step);
    }
    steps.sort(Comparator.comparingLong(StepTaken::getStep));
    return steps;
  }

  @Override
  public void close() {
    publishing.close();
  }
}
