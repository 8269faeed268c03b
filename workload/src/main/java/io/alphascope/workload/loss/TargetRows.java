package io.alphascope.workload.loss;

/**
 * The targets of cross entropy, one position at a time, with label smoothing and class weights in
 * them: t = w ⊙ ((1 − ε) q + ε / C), q one-hot or given. There is one row, whatever their number.
 */
abstract class TargetRows {
  /** t, [C]. */
  final double[] target;

  /** Σ_{k≠c} t_k, [C], without subtracting t_c from what is hardly larger. */
  final double[] beside;

  /** m = Σ_c t_c. */
  double mass;

  TargetRows(int classes) {
    target = new double[classes];
    beside = new double[classes];
  }

  static TargetRows of(Targets targets, ClassOptions options, ClassRows rows) {
    return targets instanceof ClassLabels labels
        ? new OfLabels(labels.labels(), options, rows.classes())
        : new OfProbabilities(
            rows.rows(((DenseTargets) targets).values()), options, rows.classes());
  }

  /**
   * Takes the row of a position.
   *
   * @return whether it counts; if not, there is no row
   */
  abstract boolean moveTo(int position);

  /** q is one-hot: w_c ε / C everywhere, and w_y (1 − ε) more at the label y. */
  private static final class OfLabels extends TargetRows {
    private final int[] labels;
    private final int ignored;
    private final double[] own; // [C], w_c (1 − ε)
    private final double[] spread; // [C], w_c ε / C
    private final double[] spreadBeside; // [C]
    private final double spreadMass;
    private int label;
    private double ownOfLabel = Double.NaN;

    OfLabels(int[] labels, ClassOptions options, int classes) {
      super(classes);
      this.labels = labels;
      this.ignored = options.ignoreIndex();
      this.own = new double[classes];
      this.spread = new double[classes];
      this.spreadBeside = new double[classes];
      double[] weights = options.weights(classes);
      double before = 0;
      for (int c = 0; c < classes; c++) {
        own[c] = weights[c] * (1 - options.labelSmoothing());
        spread[c] = weights[c] * options.labelSmoothing() / classes;
        target[c] = spread[c];
        spreadBeside[c] = before;
        before += spread[c];
      }
      spreadMass = before;
      double behind = 0;
      for (int c = classes - 1; c >= 0; c--) {
        spreadBeside[c] += behind;
        behind += spread[c];
      }
    }

    @Override
    boolean moveTo(int position) {
      if (labels[position] == ignored) {
        return false;
      }
      target[label] = spread[label];
      if (own[labels[position]] == ownOfLabel) {
        beside[label] = spreadBeside[label] + ownOfLabel;
      } else {
        ownOfLabel = own[labels[position]];
        for (int c = 0; c < beside.length; c++) {
          beside[c] = spreadBeside[c] + ownOfLabel;
        }
      }
      label = labels[position];
      target[label] = spread[label] + ownOfLabel;
      beside[label] = spreadBeside[label];
      mass = spreadMass + ownOfLabel;
      return true;
    }
  }

  private static final class OfProbabilities extends TargetRows {
    private final double[] probabilities; // [positions, C]
    private final double[] weights;
    private final double smoothing;

    OfProbabilities(double[] probabilities, ClassOptions options, int classes) {
      super(classes);
      this.probabilities = probabilities;
      this.weights = options.weights(classes);
      this.smoothing = options.labelSmoothing();
    }

    @Override
    boolean moveTo(int position) {
      int classes = target.length;
      int heaviest = 0;
      for (int c = 0; c < classes; c++) {
        double smoothed =
            (1 - smoothing) * probabilities[position * classes + c] + smoothing / classes;
        target[c] = weights[c] * smoothed;
        heaviest = Math.abs(target[c]) > Math.abs(target[heaviest]) ? c : heaviest;
      }
      double rest = 0;
      for (int c = 0; c < classes; c++) {
        rest += c == heaviest ? 0 : target[c];
      }
      mass = rest + target[heaviest];
      for (int c = 0; c < classes; c++) {
        // The mass beside what is not the heaviest is no less than that.
        beside[c] = mass - target[c];
      }
      beside[heaviest] = rest;
      return true;
    }
  }
}
