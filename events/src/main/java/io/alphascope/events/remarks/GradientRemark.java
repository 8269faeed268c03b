package io.alphascope.events.remarks;

import java.util.List;
import java.util.Optional;

/**
 * The remark that published gradients differ from the measured ones: by which factor, and the usual
 * cause.
 */
public final class GradientRemark {
  private static final String MEASURED =
      "the one measured with the declared network, loss and data";

  private GradientRemark() {}

  /**
   * The steps of a run at which the two gradients disagree.
   *
   * @param count how many there are, at most {@code most}
   * @param observed how many steps were observed, at most {@code most}
   */
  public record Steps(long count, long observed, long first, long last, long most) {

    private String words() {
      if (count >= most) {
        return "At %d or more steps (%d to %d)".formatted(most, first, last);
      }
      String where = count == 1 ? "step " + first : "steps " + first + " to " + last;
      return count >= observed
          ? "At every observed step (%s)".formatted(where)
          : "At %d of %d%s observed steps (%s)"
              .formatted(count, observed, observed < most ? "" : " or more", where);
    }
  }

  /** The remark on one step whose gradients disagree. */
  public static String ofStep(GradientComparison step) {
    return "The published gradient " + words(List.of(step)) + ".";
  }

  /**
   * The remark on a run.
   *
   * @param some of the steps at which they disagree, each once; at least one
   */
  public static String ofRun(Steps steps, List<GradientComparison> some) {
    return steps.words() + " the published gradient " + words(some) + ".";
  }

  private static String words(List<GradientComparison> steps) {
    Factors published = Factors.of(steps, GradientComparison::published);
    if (published.are(slope -> slope == 0)) {
      return "is zero, " + MEASURED + " is not: usually it was read after it had been cleared";
    }
    if (published.are(slope -> !Double.isFinite(slope))) {
      return "is not finite, "
          + MEASURED
          + " is: usually a loss scale (GradScaler) that was too large";
    }
    Factors ratios = Factors.of(steps, GradientComparison::ratio);
    boolean multiples = steps.stream().allMatch(GradientComparison::mayBeMultiple);
    return (multiples ? FactorCause.of(steps) : Optional.<String>empty())
        .map(cause -> "is %s times %s: usually %s".formatted(ratios, MEASURED, cause))
        .orElse(
            "is not %s, and no usual factor explains it (along the step it is %s times as large): "
                    .formatted(MEASURED, ratios)
                + "usually another activation, normalisation, order of samples or order of"
                + " parameters than is declared, dropout, weight decay added to the gradient, or"
                + " gradient clipping");
  }
}
