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
    StepEvent read =
        StepEvent.read(folder, Optional.ofNullable(run), dataFolder.datasets(), Instant.now());
    StepTaken step = read.event();
    Map<String, Object> properties = new HashMap<>(StreamSettings.defaults().producerProperties());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
    // The broker alone knows its limit.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * step.getSerializedSize() + (1 << 20));
    properties.putAll(kafkaConfig == null ? local() : named());
    try (KafkaProducer<String, byte[]> producer = producer(properties)) {
      sayRemarks(step, read.folder());
      publish(step, producer, properties);
    }
    Terminal.say(
        "Published step %d of run %s (%d bytes)",
        step.getStep(), step.getRun(), step.getSerializedSize());
    return 0;
  }

  /** It is published all the same: nobody can say better than the publisher what was meant. */
  private void sayRemarks(StepTaken step, StepFolder files) throws InterruptedException {
    NativeLibraries.use(dataFolder.folder());
    try {
      StepRemarks.of(files).forEach(remark -> Terminal.say("%s", remark));
    } catch (IllegalArgumentException e) {
      throw StepFolder.wrongStep(folder, e);
    } catch (EngineUnavailableException e) {
      // Who observes the step has an engine of its own.
      Terminal.say("Its gradient is not compared here (%s)", e.getMessage());
    }
    if (kafkaConfig == null) {
      changeOfWorkload(step.getRun(), files.workload())
          .ifPresent(change -> Terminal.say("%s", change));
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
          "What was trained in run %s so far is not known now (%s)".formatted(run, e.line()));
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
            "see whether the system is up and that address its broker's",
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
        "The broker does not take the step (%s)".formatted(reason.getMessage()),
        "see whether the system is up, and whether its largest event"
            + " (ALPHASCOPE_LARGEST_EVENT_BYTES) is large enough",
        reason);
  }

  private SystemFile system() {
    try {
      return SystemFile.read(dataFolder.folder())
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "No system is up on the data folder " + dataFolder.folder(),
                      "start one with 'alphascope up --no-train', or name a broker with"
                          + " --kafka-config"));
    } catch (IOException e) {
      throw unreadable(e);
    }
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
      throw unreadable(e);
    }
  }

  private CommandFailure unreadable(IOException e) {
    return new CommandFailure(
        "Cannot read system.json or credentials in %s (%s)"
            .formatted(dataFolder.folder(), FileTrouble.reason(e)),
        "name a broker with --kafka-config",
        e);
  }

  private Map<String, String> named() {
    Properties properties = new Properties();
    try {
      // Editors of Windows mark UTF-8 at the start.
      String text = Files.readString(kafkaConfig).replaceFirst("^\uFEFF", "");
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot read %s (%s)".formatted(kafkaConfig, FileTrouble.reason(e)),
          "name a file with --kafka-config",
          e);
    }
    Map<String, String> named = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> named.put(name, properties.getProperty(name)));
    return named;
  }
}
