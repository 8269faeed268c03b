package io.alphascope.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRuleTest {

  private static final String TOKEN = "0123456789abcdef-TOKEN";
  private static final String HERE = "127.0.0.1:8080";

  private final AccessRule rule = new AccessRule(Optional.of(TOKEN), List.of("Aggregator"));

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void readingIsOpen(String method) {
    assertThat(rule.judge(asked(method, HERE, null, null))).isEmpty();
    assertThat(rule.judge(asked(method, HERE, "Bearer wrong", "http://elsewhere"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get"})
  void changingNeedsTheToken(String method) {
    assertThat(rule.judge(asked(method, HERE, "Bearer " + TOKEN, null))).isEmpty();
    assertThat(rule.judge(asked(method, HERE, "bearer  " + TOKEN, null))).isEmpty();
    assertRefused(401, "ALPHASCOPE_TOKEN", asked(method, HERE, null, null));
    assertRefused(401, "send it as", asked(method, HERE, "Basic " + TOKEN, null));
    assertRefused(401, "send it as", asked(method, HERE, TOKEN, null));
    assertRefused(
        401, "not this system's token", asked(method, HERE, "Bearer " + TOKEN + "x", null));
    assertRefused(401, "not this system's token", asked(method, HERE, "Bearer 0", null));
  }

  @Test
  void withoutATokenNothingIsChanged() {
    AccessRule closed = new AccessRule(Optional.empty(), List.of());

    assertThat(closed.judge(asked("GET", HERE, null, null))).isEmpty();
    assertThat(closed.judge(asked("POST", HERE, "Bearer " + TOKEN, null)))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.status()).isEqualTo(403);
              assertThat(refusal.error()).contains("set alphascope.access.token");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8080",
        "127.0.0.1",
        "127.9.9.9:1",
        "localhost:8080",
        "LocalHost",
        "[::1]:8080",
        "aggregator:8080",
        "AGGREGATOR"
      })
  void goesByItsOwnNames(String host) {
    assertThat(rule.judge(asked("GET", host, null, null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rebound.example.org",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "aggregator.example.org:8080",
        "127.0.0.1:8080:8080",
        "127.0.0.1@example.org",
        "example.org/127.0.0.1",
        "",
        " localhost",
        "192.168.0.1:8080"
      })
  void goesByNoOtherName(String host) {
    assertRefused(421, "alphascope.access.hosts", asked("GET", host, null, null));
    assertRefused(421, "alphascope.access.hosts", asked("POST", host, "Bearer " + TOKEN, null));
  }

  @Test
  void hasToBeCalledByAName() {
    Asked nameless = new Asked("GET", Optional.empty(), Optional.empty(), Optional.empty());

    assertRefused(421, "'' is not a name of this service", nameless);
  }

  @Test
  void pagesOfOthersChangeNothingEvenWithTheToken() {
    String bearer = "Bearer " + TOKEN;

    assertThat(rule.judge(asked("POST", HERE, bearer, "http://127.0.0.1:8080"))).isEmpty();
    assertThat(rule.judge(asked("POST", "aggregator", bearer, "https://aggregator"))).isEmpty();
    for (String origin :
        List.of("null", "http://127.0.0.1:3000", "http://example.org", "http://localhost:8080")) {
      assertRefused(403, "a page of '" + origin, asked("POST", HERE, bearer, origin));
    }
  }

  @Test
  void repeatsWhatStrangersSentAsHarmlessText() {
    Asked hostile = asked("GET", "<script>\r\n\"" + "x".repeat(500), null, null);

    assertThat(rule.judge(hostile))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal.error()).contains("'?script????xxx").hasSizeLessThan(300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"short", "0123456789abcde", "0123456789abcdef with spaces", "pässwörter-16-sind"})
  void refusesAWeakTokenWithoutTellingIt(String token) {
    assertThatThrownBy(() -> new AccessRule(Optional.of(token), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("alphascope.access.token must be at least 16")
        .hasMessageNotContaining(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://aggregator", "aggregator:8080", "*", "a b", ""})
  void refusesWhatIsNoHostName(String host) {
    assertThatThrownBy(() -> new AccessRule(Optional.of(TOKEN), List.of(host)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alphascope.access.hosts: '" + host + "' is not a host name");
  }

  private void assertRefused(int status, String words, Asked request) {
    assertThat(rule.judge(request))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.status()).isEqualTo(status);
              assertThat(refusal.error()).contains(words);
            });
  }

  private static Asked asked(String method, String host, String authorization, String origin) {
    return new Asked(
        method, Optional.of(host), Optional.ofNullable(authorization), Optional.ofNullable(origin));
  }
}
