package io.alphascope.curvatureservice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstsTest {

  private final Firsts firsts = new Firsts();

  @Test
  void tellsTheFirstFromItsRepetitions() {
    assertThat(firsts.isFirst("a")).isTrue();
    assertThat(firsts.isFirst("a")).isFalse();
    assertThat(firsts.isFirst("b")).isTrue();
  }

  @Test
  void forgetsTheOldestOfMany() {
    for (int i = 0; i <= 1_000; i++) {
      firsts.isFirst(i);
    }

    assertThat(firsts.isFirst(1_000)).isFalse();
    assertThat(firsts.isFirst(0)).isTrue();
  }
}
