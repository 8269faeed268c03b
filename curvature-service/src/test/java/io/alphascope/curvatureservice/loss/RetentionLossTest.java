package io.alphascope.curvatureservice.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.curvatureservice.loss.RetentionLoss.Gap;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RetentionLossTest {

  private static final TopicPartition PARTITION = new TopicPartition("training.steps", 3);

  private final RetentionLoss loss = new RetentionLoss();

  @Test
  void countsWhatLiesBetweenCommittedAndBeginning() {
    assertThat(loss.assigned(PARTITION, Optional.of(10L), 17)).isEqualTo(7);
  }

  @Test
  void promisesNothingToANewGroup() {
    assertThat(loss.assigned(PARTITION, Optional.empty(), 17)).isZero();
    assertThat(loss.received(PARTITION, 17)).isEmpty();
  }

  @Test
  void countsALossOnceHoweverOftenThePartitionIsAssigned() {
    loss.assigned(PARTITION, Optional.of(10L), 17);

    assertThat(loss.assigned(PARTITION, Optional.of(10L), 17)).isZero();
    assertThat(loss.assigned(PARTITION, Optional.of(10L), 20)).isEqualTo(3);
  }

  @Test
  void countsAGapOfDeletedOffsets() {
    loss.assigned(PARTITION, Optional.of(10L), 0);
    loss.received(PARTITION, 10);

    Optional<Gap> gap = loss.received(PARTITION, 15);

    assertThat(gap).contains(new Gap(11, 15));
    assertThat(loss.judge(PARTITION, gap.orElseThrow(), 15)).isEqualTo(4);
  }

  @Test
  void countsNoGapOfTransactionMarkers() {
    loss.assigned(PARTITION, Optional.of(10L), 0);

    Optional<Gap> gap = loss.received(PARTITION, 11);

    assertThat(loss.judge(PARTITION, gap.orElseThrow(), 0)).isZero();
  }

  @Test
  void takesARepeatedRecordForNoGap() {
    loss.assigned(PARTITION, Optional.of(10L), 0);
    loss.received(PARTITION, 10);
    loss.received(PARTITION, 11);
    loss.assigned(PARTITION, Optional.of(10L), 0);

    assertThat(loss.received(PARTITION, 10)).isEmpty();
  }
}
