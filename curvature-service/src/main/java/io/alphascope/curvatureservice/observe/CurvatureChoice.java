package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.decode.DecodedStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which curvatures of a step are observed.
 *
 * @param observed requested, and possible
 * @param refused requested, but not defined for the network and loss, or on a batch that does not
 *     exist for the step; with the reason
 */
record CurvatureChoice(List<CurvatureName> observed, Map<String, String> refused) {

  /** For steps for which no curvature of the service's list is possible. */
  private static final List<CurvatureName> ON_OWN_BATCH =
      CurvatureName.parseList(CurvatureName.DEFAULTS_ON_OWN_BATCH);

  /** From those that are requested. */
  static CurvatureChoice of(List<CurvatureName> asked, DecodedStep step) {
    List<CurvatureName> observed = new ArrayList<>();
    Map<String, String> refused = new LinkedHashMap<>();
    for (CurvatureName name : asked) {
      Optional<String> missing =
          name.missing(step.step().network(), step.step().loss())
              .or(() -> step.batches().missing(name.batch()));
      missing.ifPresentOrElse(
          reason -> refused.put(name.toString(), reason), () -> observed.add(name));
    }
    return new CurvatureChoice(observed, refused);
  }

  /**
   * From those that the step's own specification names.
   *
   * @param defaults the service's list, for steps that name none; those of it that are not possible
   *     are left out without being refused
   */
  static CurvatureChoice of(DecodedStep step, List<CurvatureName> defaults) {
    if (!step.curvatures().isEmpty()) {
      return of(step.curvatures(), step);
    }
    List<CurvatureName> possible = of(defaults, step).observed();
    return new CurvatureChoice(
        possible.isEmpty() ? of(ON_OWN_BATCH, step).observed() : possible, Map.of());
  }
}
