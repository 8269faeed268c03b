package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.alphascope.events.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinkBatchTest {

  @ParameterizedTest
  @EnumSource(Topic.class)
  void readsTheRecordsOfItsTopics(Topic topic) {
    assertThat(SinkBatch.TOPICS.contains(topic))
        .isEqualTo(topic != Topic.STEPS && topic != Topic.REPLAYS);
    if (SinkBatch.TOPICS.contains(topic)) {
      ConsumerRecord<String, byte[]> unreadable =
          new ConsumerRecord<>(topic.topicName(), 0, 0, "key", new byte[] {1});
      assertThatCode(() -> SinkBatch.of(List.of(unreadable))).doesNotThrowAnyException();
    }
  }
}
