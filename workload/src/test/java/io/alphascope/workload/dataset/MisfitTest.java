package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MisfitTest {

  private static final Dataset DIGITS = Mnist.sample();

  @Test
  void comparesInputsWithSamplesAndOutputsWithClasses() {
    assertThat(misfit("784-10")).isEmpty();
    assertThat(misfit("784-11")).isEmpty();
    assertThat(misfit("100-10"))
        .contains(new Misfit("784 inputs, as a sample of mnist-sample has", "100"));
    assertThat(misfit("784-9"))
        .contains(new Misfit("at least 10 outputs, as mnist-sample has classes", "9"));
  }

  private static Optional<Misfit> misfit(String widths) {
    Network network = Network.of(widths, Activation.RELU);
    return Misfit.of(DIGITS, network.inputs(), network.outputs());
  }
}
