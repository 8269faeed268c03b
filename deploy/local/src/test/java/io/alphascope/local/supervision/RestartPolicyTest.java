package io.alphascope.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private final RestartPolicy policy =
      new RestartPolicy(Duration.ofSeconds(20), 5, Duration.ofSeconds(1));

  @Test
  void startsAgainAtOnceAfterALongLife() {
    assertThat(policy.isQuick(Duration.ofSeconds(20))).isFalse();
    assertThat(policy.pause(0)).contains(Duration.ZERO);
  }

  @Test
  void pausesLongerAfterEachQuickDeathUpToALimit() {
    assertThat(policy.pause(1)).contains(Duration.ZERO);
    assertThat(policy.pause(2)).contains(Duration.ofMillis(500));
    assertThat(policy.pause(3)).contains(Duration.ofSeconds(1));
    assertThat(policy.pause(4)).contains(Duration.ofSeconds(1));
  }

  @Test
  void givesUpAfterTooManyQuickDeaths() {
    assertThat(policy.isQuick(Duration.ofSeconds(19))).isTrue();
    assertThat(policy.pause(5)).isEmpty();
  }
}
