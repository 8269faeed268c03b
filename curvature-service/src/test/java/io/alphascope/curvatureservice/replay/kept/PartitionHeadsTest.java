package io.alphascope.curvatureservice.replay.kept;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionHeadsTest {

  private static final KnownRun RUN = run(1_000, 1_100);

  private static KnownRun run(long started, long ended) {
    return new KnownRun(
        RunChanged.newBuilder()
            .setRun("r")
            .setState(RunChanged.State.COMPLETED)
            .setSpecification(RunSpecification.newBuilder().setPublishEvery(1))
            .setStarted(Timestamp.newBuilder().setSeconds(started))
            .setEnded(Timestamp.newBuilder().setSeconds(ended))
            .setStepsPublished(100)
            .setLastPublishedStep(99)
            .build());
  }

  private static PartitionHeads heads(String key, long seconds) {
    return new PartitionHeads(1, Map.of(0, new PartitionHeads.Head(key, seconds * 1_000)), false);
  }

  @Test
  void allIsThereWhileRetentionHasTakenNothing() {
    assertThat(new PartitionHeads(1, Map.of(), true).kept(RUN)).hasValue(100);
  }

  @Test
  void whatLiesBelowTheRunsOwnFirstRecordIsGone() {
    assertThat(heads("r/38", 1_038).kept(RUN)).hasValue(62);
  }

  @Test
  void anotherRunsFirstRecordTellsByItsTime() {
    assertThat(heads("older/7", 900).kept(RUN)).hasValue(100);
    assertThat(heads("newer/7", 1_200).kept(RUN)).hasValue(0);
  }

  @Test
  void nothingIsThereWhereThePartitionIsEmpty() {
    assertThat(new PartitionHeads(1, Map.of(), false).kept(RUN)).hasValue(0);
  }

  @Test
  void ofAForeignRunNobodyKnows() {
    KnownRun foreign =
        new KnownRun(RUN.run().toBuilder().setState(RunChanged.State.FOREIGN).build());

    assertThat(heads("r/38", 1_038).kept(foreign)).isEmpty();
  }
}
