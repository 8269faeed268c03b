package io.alphascope.curvatureservice.replay.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.rest.KeptStepsResource.KeptRun;
import io.alphascope.events.RunChanged;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeptStepsResourceTest {

  @Test
  void nobodyCountsWhatAForeignRunPublished() {
    assertThat(KeptStepsResource.kept(run(RunChanged.State.FOREIGN), OptionalLong.empty()))
        .isEqualTo(new KeptRun("r", null, null));
  }

  @Test
  void aTrainersRunMayHavePublishedNone() {
    assertThat(KeptStepsResource.kept(run(RunChanged.State.COMPLETED), OptionalLong.of(0)))
        .isEqualTo(new KeptRun("r", 0L, 0L));
  }

  private static KnownRun run(RunChanged.State state) {
    return new KnownRun(RunChanged.newBuilder().setRun("r").setState(state).build());
  }
}
