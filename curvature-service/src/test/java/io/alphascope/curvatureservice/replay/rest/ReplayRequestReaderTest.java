package io.alphascope.curvatureservice.replay.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.ReplayRequest;
import io.alphascope.service.request.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRequestReaderTest {

  private static String run(String json) {
    try {
      return ReplayRequestReader.read(new ObjectMapper().readTree("{\"run\": %s}".formatted(json)))
          .getRun();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void readsWhatToObserve() throws JsonProcessingException {
    ReplayRequest request =
        ReplayRequestReader.read(
            new ObjectMapper()
                .readTree("{\"curvatures\": [\"ggn\"], \"observables\": [\"trace@5\"]}"));

    assertThat(request.getCurvaturesList()).containsExactly("ggn");
    assertThat(request.getObservablesList()).containsExactly("trace@5");
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
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("run: expected 'latest', 'all' or the id of a run (1 to 64 letters")
        .hasMessageEndingWith("found " + json);
  }
}
