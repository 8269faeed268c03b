package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.terminal.Json;
import java.util.List;

/** Three runs that differ only in their learning rate: too small, good, too large. */
enum Scenario {
  TOO_SMALL("scenario-too-small", 0.001),
  GOOD("scenario-good", 0.025),
  TOO_LARGE("scenario-too-large", 1.0);

  static final String OWN = "hessian";
  static final String FRESH = "hessian@fresh:256";

  private final String title;
  private final double learningRate;

  Scenario(String title, double learningRate) {
    this.title = title;
    this.learningRate = learningRate;
  }

  double learningRate() {
    return learningRate;
  }

  /**
   * Id of the run.
   *
   * @param set 1 for the first set of three, which needs no number
   */
  String run(int set) {
    return set == 1 ? title : title + "-" + set;
  }

  /** The request to the trainer service. */
  ObjectNode request(int set, int epochs) {
    ObjectNode request = Json.object();
    request.put("run", run(set));
    request.put("dataset", "mnist-sample");
    request.put("learning_rate", learningRate);
    request.put("epochs", epochs);
    List.of(OWN, "ggn", FRESH).forEach(request.putArray("curvatures")::add);
    return request;
  }
}
