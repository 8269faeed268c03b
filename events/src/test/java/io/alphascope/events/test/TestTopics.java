package io.alphascope.events.test;

import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics for a test that reads and writes them itself. */
public final class TestTopics {

  private TestTopics() {}

  /**
   * Creates those that are missing; when it returns, the broker knows all of them.
   *
   * @param connection properties of a client
   */
  public static void create(
      Map<String, Object> connection, StreamSettings settings, Topic... topics)
      throws InterruptedException {
    try (Admin admin = Admin.create(connection)) {
      boolean known = false;
      while (!known) {
        try {
          Topics.createMissing(admin, settings, List.of(topics));
          known = true;
        } catch (UnknownTopicOrPartitionException justCreated) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
