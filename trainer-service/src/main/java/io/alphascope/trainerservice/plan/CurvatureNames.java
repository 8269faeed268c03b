package io.alphascope.trainerservice.plan;

import io.alphascope.service.request.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks names of curvatures, {@code operator[/structure][@batch]}, before a run is started. What a
 * curvature is, only the curvature service knows; these are the names that it takes.
 */
final class CurvatureNames {

  private static final Pattern NAME =
      Pattern.compile(
          "(?:hessian|ggn)(?:/(?:full|layer|parameter))?(?:@(?:own|all|(fresh|test):(\\d{1,9})))?");

  private CurvatureNames() {}

  /**
   * @param available training samples that are not in a step's own batch, at least
   * @param testSamples of the data set
   * @throws RefusedException if it is no curvature, or wants more samples than there are
   */
  static void check(String name, int available, int testSamples) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new RefusedException(
          "curvatures: '%s' is unknown; expected hessian or ggn, then optionally /full, /layer or"
                  .formatted(name)
              + " /parameter, then optionally @own, @fresh:N, @test:N or @all, such as"
              + " hessian/layer@fresh:256");
    }
    if (matcher.group(1) != null) {
      boolean fresh = matcher.group(1).equals("fresh");
      int samples = Integer.parseInt(matcher.group(2));
      int most = fresh ? available : testSamples;
      if (!fresh && testSamples == 0) {
        throw new RefusedException(
            "curvatures: '%s' wants test samples, of which the data set has none; leave it out"
                .formatted(name));
      }
      if (samples < 1 || samples > most) {
        throw new RefusedException(
            "curvatures: '%s' wants %d %s samples; expected 1 to %d, the %s"
                .formatted(
                    name,
                    samples,
                    matcher.group(1),
                    most,
                    fresh ? "training samples outside a batch" : "samples of the test set"));
      }
    }
  }
}
