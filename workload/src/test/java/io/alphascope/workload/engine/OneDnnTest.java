package io.alphascope.workload.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneDnnTest {

  /** On processors where oneDNN is wrong, this fails without {@link OneDnn#turnOffIfWrong}. */
  @Test
  void gradientsOfConvolutionsAreRight() {
    assertThat(OneDnn.isRight(PyTorch.engine())).isTrue();
  }

  @Test
  void convolutionsAreRightWithoutIt() {
    PyTorch.engine();
    OneDnn.turnOff(); // for the whole process: of the two, this is right on every processor
    assertThat(OneDnn.isRight(PyTorch.engine())).isTrue();
  }
}
