package io.alphascope.curvatureservice.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.events.ReplayChanged;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReplayEstimateTest {

  private static final RunChanged FOREIGN =
      RunChanged.newBuilder().setRun("foreign").setState(RunChanged.State.FOREIGN).build();

  @Test
  void isUnknownWhereNobodySaysHowManySamplesAreInABatch() {
    assertThat(seconds(FOREIGN, "ggn")).isEmpty();
    assertThat(seconds(FOREIGN, "ggn@fresh:256", "ggn@all")).isEmpty();
  }

  @Test
  void growsWithTheSamplesThatAreKnown() {
    RunChanged declared =
        FOREIGN.toBuilder()
            .setSpecification(RunSpecification.newBuilder().setBatchSize(64))
            .build();

    assertThat(seconds(declared, "ggn").getAsDouble())
        .isLessThan(seconds(FOREIGN, "ggn@fresh:4096").getAsDouble());
  }

  @Test
  void growsWithTheMultiplyAddsOfTheNetwork() {
    double reading = seconds(FOREIGN, 0, "ggn@fresh:256").getAsDouble();
    double few = seconds(FOREIGN, 100_000, "ggn@fresh:256").getAsDouble();
    double many = seconds(FOREIGN, 10_000_000, "ggn@fresh:256").getAsDouble();

    assertThat(many - reading).isCloseTo(100 * (few - reading), within(1e-9 * many));
  }

  private static OptionalDouble seconds(RunChanged run, String... curvatures) {
    return seconds(run, 100_000, curvatures);
  }

  private static OptionalDouble seconds(RunChanged run, long multiplyAdds, String... curvatures) {
    ReplayChanged.Builder replay = ReplayChanged.newBuilder();
    replay.addPartitionsBuilder().setEnd(1_000);
    replay.getRequestBuilder().addAllCurvatures(List.of(curvatures));
    return ReplayEstimate.seconds(replay.build(), run, multiplyAdds, 1);
  }
}
