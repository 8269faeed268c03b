package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.CurvatureName;
import io.alphascope.curvatureservice.decode.DecodedStep;
import java.util.List;

/**
 * Which curvatures of a step are observed.
 *
 * @param observed asked for, and possible
 * @param refused asked for by the step's own specification, but on a batch that does not exist for
 *     it: other samples of data that the step carries itself, or more than the data set has
 */
record CurvatureChoice(List<CurvatureName> observed, List<CurvatureName> refused) {

  /** Where the service's own list has no curvature that is possible. */
  private static final List<CurvatureName> ON_OWN_BATCH = CurvatureName.parseList("hessian,ggn");

  /**
   * @param defaults the service's list, for steps that ask for nothing; of it, only what is
   *     possible is meant
   */
  static CurvatureChoice of(DecodedStep step, List<CurvatureName> defaults) {
    if (!step.curvatures().isEmpty()) {
      return new CurvatureChoice(
          step.curvatures().stream().filter(name -> step.batches().has(name.batch())).toList(),
          step.curvatures().stream().filter(name -> !step.batches().has(name.batch())).toList());
    }
    List<CurvatureName> possible =
        defaults.stream().filter(name -> step.batches().has(name.batch())).toList();
    return new CurvatureChoice(possible.isEmpty() ? ON_OWN_BATCH : possible, List.of());
  }
}
