package io.alphascope.curvatureservice.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.curvatureservice.replay.ReplayRefusedException.Reason;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.RunIds;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Reads a request out of JSON. */
final class ReplayRequestReader {

  private static final List<String> OPTIONS =
      List.of("run", "curvatures", "first_step", "last_step");
  private static final String ALL = "all";

  private final ObjectMapper json;

  ReplayRequestReader(ObjectMapper json) {
    this.json = json;
  }

  /**
   * @throws ReplayRefusedException naming the option that cannot be read, what was expected, what
   *     found
   */
  ReplayRequest read(byte[] body) {
    JsonNode options = tree(body);
    if (!options.isObject()) {
      throw mistake("a replay is described by a JSON object, such as {\"curvatures\": [\"ggn\"]}");
    }
    options
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!OPTIONS.contains(name)) {
                throw mistake(
                    "'%s' is no option of a replay; there are %s"
                        .formatted(name, String.join(", ", OPTIONS)));
              }
            });
    ReplayRequest.Builder request = ReplayRequest.newBuilder().setRun(run(options.path("run")));
    step(options, "first_step").ifPresent(request::setFirstStep);
    step(options, "last_step").ifPresent(request::setLastStep);
    JsonNode curvatures = options.path("curvatures");
    if (!isAbsent(curvatures) && !curvatures.isArray()) {
      throw unexpected("curvatures", "a list of names", curvatures);
    }
    for (JsonNode name : curvatures) {
      if (!name.isTextual()) {
        throw unexpected("curvatures", "a list of names", curvatures);
      }
      request.addCurvatures(name.textValue());
    }
    return request.build();
  }

  private JsonNode tree(byte[] body) {
    try {
      return json.readTree(body == null ? new byte[0] : body);
    } catch (JsonProcessingException e) {
      throw mistake(
          "the body is no JSON: %s (line %d, column %d)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw mistake("the body cannot be read: " + e.getMessage());
    }
  }

  /** Empty for all. */
  private static String run(JsonNode run) {
    if (isAbsent(run)) {
      return ReplayRequests.LATEST;
    }
    if (run.asText().equals(ALL)) {
      return "";
    }
    if (!run.asText().equals(ReplayRequests.LATEST)
        && !(run.isTextual() && RunIds.isValid(run.textValue()))) {
      throw unexpected("run", "'latest', 'all' or the id of a run (" + RunIds.EXPECTED + ")", run);
    }
    return run.textValue();
  }

  private static OptionalLong step(JsonNode options, String name) {
    JsonNode step = options.path(name);
    if (isAbsent(step)) {
      return OptionalLong.empty();
    }
    if (!step.isIntegralNumber() || !step.canConvertToLong() || step.longValue() < 0) {
      throw unexpected(name, "a step's number, from 0", step);
    }
    return OptionalLong.of(step.longValue());
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static ReplayRefusedException unexpected(String name, String expected, JsonNode found) {
    return mistake("%s: expected %s, found %s".formatted(name, expected, found));
  }

  private static ReplayRefusedException mistake(String message) {
    return new ReplayRefusedException(Reason.MISTAKE, message);
  }
}
