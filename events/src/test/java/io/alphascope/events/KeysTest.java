package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  @Property
  void aKeyIsReadAsItWasWritten(
      @ForAll @AlphaChars @NumericChars @Chars({'.', '_', '-'}) @StringLength(min = 1, max = 64)
          String run,
      @ForAll @LongRange(min = 0) long step,
      @ForAll @AlphaChars @Chars({'/', ':', '@'}) @StringLength(min = 1, max = 30)
          String curvature) {
    StepKey stepKey = new StepKey(run, step);
    ObservationKey observation = new ObservationKey(run, step, curvature);

    assertThat(StepKey.parse(stepKey.toString())).isEqualTo(stepKey);
    assertThat(ObservationKey.find(observation.toString())).contains(observation);
  }

  @Test
  void keysLookAsTheContractSays() {
    assertThat(new StepKey("r", 3)).hasToString("r/3");
    assertThat(new ObservationKey("r", 3, "ggn/layer@fresh:256"))
        .hasToString("r/3/ggn/layer@fresh:256");
    assertThat(new StatisticsKey("r", "ggn/layer", 20, 3)).hasToString("r/ggn/layer/20/3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r", "r/", "r/x", "r/-1", "/3", "a b/3"})
  void whatIsNoKeyIsRefused(String key) {
    assertThatThrownBy(() -> StepKey.parse(key)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ObservationKey.find(key + "/")).isEmpty();
  }
}
