package io.alphascope.curvatureservice.replay.kept;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepKey;
import java.util.HashMap;
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
  void theStepsOfABlockAreInThePartitionOfItsFirst() {
    KnownRun grouped = new KnownRun(RUN.run().toBuilder().setStepsPerEvent(8).build());
    int partitions = 3;
    int emptied = new StepKey("r", 16).partition(8, partitions);
    Map<Integer, PartitionHeads.Head> heads = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      if (partition != emptied) {
        heads.put(partition, new PartitionHeads.Head("older/7", 900_000));
      }
    }

    long gone = 0;
    for (int block = 0; block < 100; block += 8) {
      if (new StepKey("r", block).partition(1, partitions) == emptied) {
        gone += Math.min(8, 100 - block);
      }
    }
    assertThat(gone).isPositive();
    assertThat(new PartitionHeads(partitions, heads, false).kept(grouped)).hasValue(100 - gone);
  }

  @Test
  void nothingIsThereWhereThePartitionIsEmpty() {
    assertThat(new PartitionHeads(1, Map.of(), false).kept(RUN)).hasValue(0);
  }

  @Test
  void ofAClientThatDiedBeforeItReportedAStepNobodyKnows() {
    KnownRun silent =
        new KnownRun(
            RUN.run().toBuilder()
                .setState(RunChanged.State.INTERRUPTED)
                .setPublisher("alphascope-python 0.1")
                .setStepsPublished(0)
                .clearLastPublishedStep()
                .build());

    assertThat(new PartitionHeads(1, Map.of(), true).kept(silent)).isEmpty();
  }

  @Test
  void ofAForeignRunNobodyKnows() {
    KnownRun foreign =
        new KnownRun(RUN.run().toBuilder().setState(RunChanged.State.FOREIGN).build());

    assertThat(heads("r/38", 1_038).kept(foreign)).isEmpty();
  }
}
