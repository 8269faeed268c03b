package io.alphascope.systemtests.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final Choice CHOICE =
      Choice.none()
          .with("run", List.of("it's", "b"))
          .with("none", List.of())
          .with("hostile", List.of("${run} $__timeFrom"));

  @Test
  void quotesEveryValueAndDoublesApostrophes() {
    assertThat(CHOICE.expand("= ANY (ARRAY[${run:sqlstring}]::text[])"))
        .isEqualTo("= ANY (ARRAY['it''s','b']::text[])");
  }

  @Test
  void anEmptyChoiceLeavesNothing() {
    assertThat(CHOICE.expand("ARRAY[${none:sqlstring}]")).isEqualTo("ARRAY[]");
  }

  @Test
  void valuesAreNotExpandedAgain() {
    assertThat(CHOICE.expand("${hostile:sqlstring}")).isEqualTo("'${run} $__timeFrom'");
  }

  @Test
  void refusesWhatWouldGoInUnquoted() {
    for (String sql : List.of("$run", "${run}", "${run:csv}", "[[run]]", "'$run'")) {
      assertThatThrownBy(() -> CHOICE.expand(sql)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void refusesUnknownVariablesAndMacros() {
    assertThatThrownBy(() -> CHOICE.expand("${absent:sqlstring}")).hasMessageContaining("absent");
    assertThatThrownBy(() -> CHOICE.expand("$__timeTo(), $__other(x)"))
        .hasMessageContaining("other");
  }
}
