package io.alphascope.trainerservice.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks names of curvatures, {@code operator[/structure][@batch]}, before a run is started. What a
 * curvature is, only the curvature service knows; these are the names that it takes.
 */
final class CurvatureNames {

  private static final Pattern NAME =
      Pattern.compile(
          "(?:hessian|ggn)(?:/(?:full|layer|parameter))?(?:@(?:own|fresh:(\\d{1,9})))?");

  private CurvatureNames() {}

  /**
   * @param available training samples that are not in a step's own batch, at least
   * @throws RefusedException if it is no curvature, or wants more samples than there are
   */
  static void check(String name, int available) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new RefusedException(
          "curvatures: '%s' is unknown; expected hessian or ggn, then optionally /full, /layer or"
                  .formatted(name)
              + " /parameter, then optionally @own or @fresh:N, such as hessian/layer@fresh:256");
    }
    if (matcher.group(1) != null) {
      int samples = Integer.parseInt(matcher.group(1));
      if (samples < 1 || samples > available) {
        throw new RefusedException(
            "curvatures: '%s' wants %d fresh samples; expected 1 to %d, the training samples outside"
                    .formatted(name, samples, available)
                + " a batch");
      }
    }
  }
}
