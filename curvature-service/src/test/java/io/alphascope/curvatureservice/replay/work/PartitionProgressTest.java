package io.alphascope.curvatureservice.replay.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.Reason;
import io.alphascope.events.ReplayedPartition;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

  private static final ReplayedPartition FROM_10_TO_20 =
      ReplayedPartition.newBuilder().setBegin(10).setPosition(10).setEnd(20).build();

  @Test
  void commitsNothingPastTheFirstRecordThatIsUnderWay() {
    PartitionProgress progress = new PartitionProgress(null, FROM_10_TO_20);
    PartitionProgress.Pending first = progress.received(10);
    PartitionProgress.Pending second = progress.received(11);

    second.finish(ReplayCounts.step(2, Map.of()));
    assertThat(progress.toCommit()).isEqualTo(at(10, "0 0 0 0 0 0"));

    first.finish(ReplayCounts.deadLetter("theta0", "theta0: expected [4], found [5]"));
    OffsetAndMetadata committed = progress.toCommit();
    assertThat(committed.offset()).isEqualTo(12);
    assertThat(committed.metadata()).startsWith("2 1 2 1 0 0 ");
    assertThat(ReplayCounts.parse(committed.metadata()))
        .hasValueSatisfying(
            counts ->
                assertThat(counts.counts().getDeadLetterReasonsList())
                    .extracting(Reason::getKind, Reason::getText)
                    .containsExactly(tuple("theta0", "theta0: expected [4], found [5]")));
  }

  @Test
  void goesOnWithTheCountsThatWereCommitted() {
    PartitionProgress progress = new PartitionProgress(at(15, "4 3 6 1 0 0"), FROM_10_TO_20);

    assertThat(progress.read()).isEqualTo(15);
    assertThat(progress.wants(14)).isFalse();
    progress.received(15).finish(ReplayCounts.step(1, Map.of("ggn@all", "no others")));

    assertThat(progress.toCommit().metadata()).startsWith("5 4 7 1 1 0 ");
  }

  @Test
  void goesOnWithWhatTheReplaysRecordSaysWhenTheGroupsOffsetHasExpired() {
    PartitionProgress progress =
        new PartitionProgress(
            null, FROM_10_TO_20.toBuilder().setPosition(17).setStepsFound(7).build());

    assertThat(progress.toCommit()).isEqualTo(at(17, "7 0 0 0 0 0"));
  }

  @Test
  void reachesItsEndOverOffsetsThatAreNoRecords() {
    PartitionProgress progress = new PartitionProgress(null, FROM_10_TO_20);
    progress.received(10).finish(ReplayCounts.NONE);

    progress.reached(21);

    assertThat(progress.allRead()).isTrue();
    assertThat(progress.toCommit().offset()).isEqualTo(20);
    assertThat(progress.wants(20)).isFalse();
  }

  @Test
  void countsWhatRetentionTookWithinItsBoundsAlone() {
    PartitionProgress progress = new PartitionProgress(null, FROM_10_TO_20);

    progress.deletedBefore(14);
    assertThat(progress.toCommit()).isEqualTo(at(14, "0 0 0 0 0 4"));

    progress.deletedBefore(30);
    assertThat(progress.toCommit()).isEqualTo(at(20, "0 0 0 0 0 10"));
  }

  @Test
  void nothingToReadIsReadAtOnce() {
    assertThat(new PartitionProgress(null, ReplayedPartition.getDefaultInstance()).allRead())
        .isTrue();
  }

  private static OffsetAndMetadata at(long offset, String counts) {
    return new OffsetAndMetadata(offset, counts);
  }
}
