package io.alphascope.curvatureservice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvatureservice.rest.KnownObservables.KnownObservable;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownObservablesTest {

  @Test
  void listsEveryObservableWithItsNumbersAndItsPrice() {
    KnownObservables known = KnownObservables.of(List.of("trace@50"));

    assertThat(known.defaults()).containsExactly("trace@50");
    assertThat(known.observables())
        .hasSize(Observable.values().length)
        .contains(
            new KnownObservable(
                "trace",
                "trace of the matrix, from its diagonal",
                true,
                List.of("trace"),
                1, // for what its layers hold
                2)); // back from an output
    assertThat(known.observables()).allMatch(one -> one.runs() >= 0 && one.runsPerOutput() >= 0);
  }
}
