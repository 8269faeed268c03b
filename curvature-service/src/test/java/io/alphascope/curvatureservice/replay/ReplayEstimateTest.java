package io.alphascope.curvatureservice.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvatureservice.replay.ReplayEstimate.OneSample;
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

  @Test
  void growsWithTheStepsOfARecord() {
    RunChanged grouped = FOREIGN.toBuilder().setStepsPublished(80).setRecordsPublished(10).build();
    double reading = seconds(FOREIGN, 0, "ggn@fresh:256").getAsDouble();

    assertThat(seconds(grouped, "ggn@fresh:256").getAsDouble() - reading)
        .isCloseTo(8 * (seconds(FOREIGN, "ggn@fresh:256").getAsDouble() - reading), within(1e-9));
  }

  @Test
  void countsPassesForEachOutputAndObservablesOnTheStepsOnWhichTheyAreDue() {
    double plain = seconds(List.of(), 10, "hessian@fresh:256");
    double diagonal = seconds(List.of(), 10, "hessian@fresh:256", "diagonal-ggn@fresh:256") - plain;

    // 1 + 2 × outputs runs of the network.
    assertThat(seconds(List.of(), 100, "hessian@fresh:256", "diagonal-ggn@fresh:256") - plain)
        .isCloseTo(diagonal * 201 / 21, within(1e-9));
    double always = seconds(List.of("trace"), 10, "hessian@fresh:256") - plain;
    assertThat(always).isPositive();
    assertThat(seconds(List.of("trace@50"), 10, "hessian@fresh:256") - plain)
        .isCloseTo(always / 50, within(1e-9));
  }

  private static double seconds(List<String> observables, long outputs, String... curvatures) {
    return seconds(FOREIGN, observables, new OneSample(100_000, outputs), curvatures).getAsDouble();
  }

  private static OptionalDouble seconds(RunChanged run, String... curvatures) {
    return seconds(run, 100_000, curvatures);
  }

  private static OptionalDouble seconds(RunChanged run, long multiplyAdds, String... curvatures) {
    return seconds(run, List.of(), new OneSample(multiplyAdds, 10), curvatures);
  }

  private static OptionalDouble seconds(
      RunChanged run, List<String> observables, OneSample sample, String... curvatures) {
    ReplayChanged.Builder replay = ReplayChanged.newBuilder();
    replay.addPartitionsBuilder().setEnd(1_000);
    replay.getRequestBuilder().addAllCurvatures(List.of(curvatures));
    return ReplayEstimate.seconds(
        replay.build(), run, ObservableChoice.parseAll(observables), sample, 1);
  }
}
