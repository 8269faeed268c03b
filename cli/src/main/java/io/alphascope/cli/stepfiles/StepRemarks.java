package io.alphascope.cli.stepfiles;

import ai.djl.Device;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.GradientCheck;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.step.Step;
import io.alphascope.events.remarks.GradientComparison;
import io.alphascope.events.remarks.GradientRemark;
import java.util.List;

/** What is inconsistent in a step in files, a sentence each. */
public final class StepRemarks {
  /** Only the slope is used; the first is cheaper. */
  private static final List<CurvatureName> ANY = CurvatureName.parseList("ggn,hessian");

  private StepRemarks() {}

  public static List<String> of(StepFolder folder) {
    Step step = folder.step();
    if (step.gradient() == null) {
      return List.of();
    }
    List<CurvatureName> own =
        ANY.stream()
            .filter(name -> name.missing(step.network(), step.loss()).isEmpty())
            .limit(1)
            .toList();
    try (StepObserver observer = StepObserver.withoutProducts(Device.cpu())) {
      Observation observed = observer.observe(step, own, folder.batches()).get(0);
      if (!GradientCheck.disagrees(observed, step.dataType()).orElse(false)) {
        return List.of();
      }
      Observation measured = observer.observe(withoutGradient(step), own, folder.batches()).get(0);
      return List.of(
          GradientRemark.ofStep(
              new GradientComparison(
                  observed.value(Quantity.SLOPE_PUBLISHED).orElseThrow(),
                  observed.value(Quantity.SLOPE).orElseThrow(),
                  observed.value(Quantity.GRADIENT_NORM).orElse(Double.NaN),
                  measured.value(Quantity.GRADIENT_NORM),
                  folder.workload().otherReduction(observed.batchSize()))));
    }
  }

  /** Its gradient is measured instead. */
  private static Step withoutGradient(Step step) {
    return new Step(
        step.network(),
        step.loss(),
        step.dataType(),
        step.theta0(),
        step.theta1(),
        null,
        step.learningRate(),
        step.draws(),
        step.parameterDistance());
  }
}
