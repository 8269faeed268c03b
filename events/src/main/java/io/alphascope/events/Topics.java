package io.alphascope.events;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics. Every service creates those that it needs, so none must start first. */
public final class Topics {

  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final int PAUSE_AFTER_REFUSAL_MS = 1_000;

  private Topics() {}

  /**
   * Creates those of the topics that are missing, and waits for as long as the broker is away, or
   * does not let this client in, since what either asks for may be corrected there. A topic that is
   * there keeps its settings. Safe against others that do the same. When it returns, the broker
   * knows all of them.
   *
   * @param client connection properties, {@code bootstrap.servers} and security
   * @param waiting told the reason, once if the broker does not answer and once if it refuses the
   *     client
   * @throws KafkaException if the broker answers and refuses
   */
  public static void awaitCreated(
      Map<String, Object> client,
      StreamSettings settings,
      Consumer<String> waiting,
      Topic... topics)
      throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    try (Admin admin = create(properties, waiting)) {
      boolean saidRefused = false;
      boolean saidAway = false;
      while (true) {
        try {
          createMissing(admin, settings, topics);
          return;
        } catch (UnknownTopicOrPartitionException notYetKnown) {
          continue;
        } catch (AuthenticationException refused) {
          if (!saidRefused) {
            saidRefused = true;
            waiting.accept(refusal(client, refused));
          }
          TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_REFUSAL_MS);
        } catch (RetriableException away) {
          if (!saidAway) {
            saidAway = true;
            waiting.accept(
                "Kafka at %s does not answer (%s); waiting for it"
                    .formatted(address(client), away.getMessage()));
          }
        }
      }
    }
  }

  /**
   * Waits while the broker's name is unknown: containers have one only while they run, and after a
   * reboot they start in any order.
   */
  private static Admin create(Map<String, Object> properties, Consumer<String> waiting)
      throws InterruptedException {
    boolean said = false;
    while (true) {
      try {
        return Admin.create(properties);
      } catch (KafkaException failed) {
        if (!(failed.getCause() instanceof ConfigException unresolved)) {
          throw failed;
        }
        if (!said) {
          said = true;
          waiting.accept(
              "Kafka at %s does not answer (%s); waiting for it"
                  .formatted(address(properties), unresolved.getMessage()));
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_REFUSAL_MS);
      }
    }
  }

  /** That a broker does not let a client in, and what to correct. */
  public static String refusal(Map<String, Object> client, AuthenticationException refused) {
    return "Kafka at %s refuses this client (%s)".formatted(address(client), refused.getMessage())
        + "; correct kafka.security.protocol and the kafka.sasl.* and kafka.ssl.* settings, trying"
        + " again";
  }

  private static Object address(Map<String, Object> client) {
    return client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  private static void createMissing(Admin admin, StreamSettings settings, Topic... topics)
      throws InterruptedException {
    try {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          Arrays.stream(topics)
              .filter(topic -> !existing.contains(topic.topicName()))
              .map(settings::newTopic)
              .toList();
      for (var created : admin.createTopics(missing).values().values()) {
        try {
          created.get();
        } catch (ExecutionException failed) {
          if (!(failed.getCause() instanceof TopicExistsException)) {
            throw failed;
          }
        }
      }
      admin
          .describeTopics(Arrays.stream(topics).map(Topic::topicName).toList())
          .allTopicNames()
          .get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException(failed.getCause());
    }
  }
}
