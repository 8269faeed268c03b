package io.alphascope.curvatureservice.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRequestReaderTest {

  private static String run(String json) {
    return new ReplayRequestReader(new ObjectMapper())
        .read("{\"run\": %s}".formatted(json).getBytes(UTF_8))
        .getRun();
  }

  @ParameterizedTest
  @CsvSource({"\"r.1\",r.1", "\"latest\",latest", "null,latest", "\"all\",''"})
  void takesARunOrAWordForOne(String json, String run) {
    assertThat(run(json)).isEqualTo(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"..\"", "\"-x\"", "\"a/b\"", "\"\"", "7", "[\"all\"]"})
  void refusesWhatNamesNone(String json) {
    assertThatThrownBy(() -> run(json))
        .isInstanceOf(ReplayRefusedException.class)
        .hasMessageStartingWith("run: expected 'latest', 'all' or the id of a run (1 to 64 letters")
        .hasMessageEndingWith("found " + json);
  }
}
