package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.Topic;
import org.junit.jupiter.api.Test;

class SinkBatchTest {

  @Test
  void topicsAreThoseThatHaveATable() {
    assertThat(SinkBatch.topics())
        .containsExactlyInAnyOrder(
            Topic.RUNS,
            Topic.OBSERVATIONS,
            Topic.STATISTICS,
            Topic.STEPS_DEAD_LETTER,
            Topic.OBSERVATIONS_DEAD_LETTER);
  }
}
