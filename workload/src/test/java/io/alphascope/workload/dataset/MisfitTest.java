package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MisfitTest {

  private static final Dataset DIGITS = Mnist.sample();

  @Test
  void comparesInputsWithSamplesAndOutputsWithClasses() {
    assertThat(Misfit.of(DIGITS, 784, 10)).isEmpty();
    assertThat(Misfit.of(DIGITS, 784, 11)).isEmpty();
    assertThat(Misfit.of(DIGITS, 100, 10))
        .contains(new Misfit("784 inputs, as a sample of mnist-sample has", "100"));
    assertThat(Misfit.of(DIGITS, 784, 9))
        .contains(new Misfit("at least 10 outputs, as mnist-sample has classes", "9"));
  }
}
