package io.alphascope.aggregator.lag;

import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** How far consumer groups are behind, asked of the broker. */
@ApplicationScoped
public class GroupLags {

  private static final Logger LOG = Logger.getLogger(GroupLags.class);

  private final Broker broker;

  GroupLags(Broker broker) {
    this.broker = broker;
  }

  /**
   * Records of a topic that a consumer group has not yet committed; where it has committed nothing,
   * all that the topic holds. Empty if the broker is away or the topic does not exist.
   */
  public Optional<Long> records(Topic topic, String group) {
    return ask(admin -> GroupLag.records(admin, topic, group));
  }

  /** As {@link #records}, with the age of the oldest record; costs a few more questions. */
  public Optional<GroupLag> withAge(Topic topic, String group) {
    return ask(admin -> GroupLag.of(admin, topic, group, Clock.systemUTC()));
  }

  private interface Question<T> {
    T of(Admin admin) throws ExecutionException, InterruptedException;
  }

  /** That the broker is away is said by {@link Broker}. */
  private <T> Optional<T> ask(Question<T> question) {
    try {
      return Optional.of(question.of(broker.admin()));
    } catch (ExecutionException | KafkaException unanswered) {
      LOG.debug("The lag is unknown", unanswered);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
