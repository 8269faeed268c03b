package io.alphascope.cli.step;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.connection.DataFolderOption;
import io.alphascope.cli.stepfiles.StepEvent;
import io.alphascope.cli.stepfiles.StepFolder;
import io.alphascope.cli.stepfiles.StepRemarks;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.remarks.Workload;
import io.alphascope.local.broker.BrokerLogin;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.Credentials;
import io.alphascope.local.system.NativeLibraries;
import io.alphascope.local.system.SystemFile;
import io.alphascope.workload.engine.EngineUnavailableException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a step in files into the stream. */
@Command(
    name = "publish",
    sortOptions = false,
    description = {
      "Puts a step in files, as 'observe' takes it, into the stream of a system that is up, where"
          + " it is observed like any other; its run appears as 'foreign'."
    })
public final class PublishCommand implements Callable<Integer> {
  private static final int PATIENCE_MS = 30_000;

  @Parameters(index = "0", paramLabel = "DIR", description = "The step's folder.")
  private Path folder;

  @Option(names = "--run", description = "The run's id (default: step.json's).")
  private String run;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Properties of Kafka's clients, bootstrap.servers and security, for another broker than"
              + " that of the system on the data folder.")
  private Path kafkaConfig;

  @Mixin private DataFolderOption dataFolder;

  @Override
  public Integer call() throws InterruptedException {
    StepFolder files = StepFolder.read(folder, dataFolder.datasets());
    StepTaken step = StepEvent.of(files, Optional.ofNullable(run), Instant.now());
    Map<String, Object> properties = new HashMap<>(StreamSettings.defaults().producerProperties());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
    // Only the broker knows its limit.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * step.getSerializedSize() + (1 << 20));
    properties.putAll(kafkaConfig == null ? local() : named());
    try (KafkaProducer<String, byte[]> producer = producer(properties)) {
      sayRemarks(step, files);
      publish(step, producer, properties);
    }
    Terminal.say(
        "Published step %d of run %s (%d bytes)",
        step.getStep(), step.getRun(), step.getSerializedSize());
    return 0;
  }

  /** The step is published all the same: only its publisher knows what was meant. */
  private void sayRemarks(StepTaken step, StepFolder files) throws InterruptedException {
    NativeLibraries.use(dataFolder.folder());
    try {
      StepRemarks.of(files).forEach(Terminal::say);
    } catch (IllegalArgumentException e) {
      throw StepFolder.wrongStep(folder, e);
    } catch (EngineUnavailableException e) {
      // The service that observes the step has its own engine.
      Terminal.say("Its gradient is not compared here (%s)", e.getMessage());
    }
    if (kafkaConfig == null) {
      changeOfWorkload(step.getRun(), files.workload()).ifPresent(Terminal::say);
    }
  }

  private Optional<String> changeOfWorkload(String run, Workload published)
      throws InterruptedException {
    try {
      return new Aggregator(system().url(), Optional.empty())
          .run(run)
          .flatMap(known -> published.unlike(known.specification().workload()))
          .map(change -> change + "; --run names another run");
    } catch (AwayException | RefusedException e) {
      return Optional.of(
          "What was trained in run %s so far is unknown now (%s)".formatted(run, e.line()));
    }
  }

  private static void publish(
      StepTaken step, KafkaProducer<String, byte[]> producer, Map<String, Object> properties)
      throws InterruptedException {
    String key = new StepKey(step.getRun(), step.getStep()).toString();
    try {
      producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), key, step.toByteArray())).get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof TimeoutException) {
        throw new CommandFailure(
            "No broker with the topic %s answers at %s within %d s"
                .formatted(
                    Topic.STEPS.topicName(),
                    properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG),
                    PATIENCE_MS / 1000),
            "check that the system is up, and that this is its broker's address",
            failed);
      }
      throw refused(failed.getCause());
    } catch (KafkaException refused) {
      throw refused(refused);
    }
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> properties) {
    try {
      return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    } catch (KafkaException wrong) {
      Throwable reason = wrong;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      throw new CommandFailure(
          "The broker's properties cannot be used (%s)".formatted(reason.getMessage()),
          "correct the file that --kafka-config names",
          wrong);
    }
  }

  private static CommandFailure refused(Throwable reason) {
    return new CommandFailure(
        "The broker refused the step (%s)".formatted(reason.getMessage()),
        "check that the system is up, and that its largest event"
            + " (ALPHASCOPE_LARGEST_EVENT_BYTES) is large enough",
        reason);
  }

  private SystemFile system() {
    return dataFolder.system("name a broker with --kafka-config");
  }

  private Map<String, String> local() {
    SystemFile system = system();
    try {
      BrokerLogin login =
          Credentials.brokerLogin(dataFolder.folder())
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "The login of the broker in %s cannot be read"
                              .formatted(dataFolder.folder().resolve("credentials")),
                          "publish as the user who started the system, or name a broker with"
                              + " --kafka-config"));
      Map<String, String> local = new HashMap<>(login.client());
      local.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, system.kafkaBootstrapServers());
      return local;
    } catch (IOException e) {
      throw FileTrouble.failure(
          "Cannot read credentials in " + dataFolder.folder(),
          e,
          "name a broker with --kafka-config");
    }
  }

  private Map<String, String> named() {
    Properties properties = new Properties();
    try {
      // Editors on Windows write a mark at the start of UTF-8.
      String text = Files.readString(kafkaConfig).replaceFirst("^\uFEFF", "");
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw FileTrouble.failure("Cannot read " + kafkaConfig, e, "name a file with --kafka-config");
    }
    return Utils.propsToStringMap(properties);
  }
}
