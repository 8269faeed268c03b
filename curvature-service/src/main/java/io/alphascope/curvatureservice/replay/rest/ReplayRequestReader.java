package io.alphascope.curvatureservice.replay.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.curvatureservice.replay.ReplayRequests;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.RunIds;
import io.alphascope.service.request.Options;
import io.alphascope.service.request.RefusedException;
import java.util.OptionalLong;

/** Reads the request for a replay from JSON. */
final class ReplayRequestReader {

  private static final String ALL = "all";

  private ReplayRequestReader() {}

  /**
   * @throws RefusedException naming the option, what was expected and what was found
   */
  static ReplayRequest read(JsonNode json) {
    Options options = new Options(json, "replay", "{\"curvatures\": [\"ggn\"]}");
    ReplayRequest.Builder request =
        ReplayRequest.newBuilder()
            .setRun(run(options))
            .addAllCurvatures(options.texts("curvatures", "a list of names"))
            .addAllObservables(options.texts("observables", "a list of names"));
    step(options, "first_step").ifPresent(request::setFirstStep);
    step(options, "last_step").ifPresent(request::setLastStep);
    options.requireNoOthers();
    return request.build();
  }

  /** Empty for all. */
  private static String run(Options options) {
    String run =
        options
            .find(
                "run",
                "'latest', 'all' or the id of a run (" + RunIds.EXPECTED + ")",
                value -> value.isTextual() && isRun(value.textValue()))
            .map(JsonNode::textValue)
            .orElse(ReplayRequests.LATEST);
    return run.equals(ALL) ? "" : run;
  }

  private static boolean isRun(String run) {
    return run.equals(ALL) || run.equals(ReplayRequests.LATEST) || RunIds.isValid(run);
  }

  private static OptionalLong step(Options options, String name) {
    return options.whole(name, "a step's number, from 0", 0, Long.MAX_VALUE);
  }
}
