package io.alphascope.events.remarks;

import io.alphascope.events.RunSpecification;
import java.util.Optional;

/**
 * What was trained, as far as other numbers would come of anything else: not its rate, its seed or
 * for how long.
 *
 * @param network widths, inputs first: 784-128-64-10
 * @param loss cross-entropy or squared-error
 * @param reduction mean or sum
 * @param dataset empty if every step brings its own samples
 */
public record Workload(
    String network, String activation, String loss, String reduction, String dataset) {

  /**
   * A run's own, or a step's. Its normalisation needs no place: a named data set has one, and who
   * brings samples brings them normalised.
   */
  public static Workload of(RunSpecification specification) {
    return new Workload(
        specification.getNetwork(),
        specification.getActivation(),
        specification.getLoss(),
        specification.getReduction(),
        specification.getDataset());
  }

  /** In short: {@code 784-128-64-10 relu, mean of cross-entropy, mnist}. */
  @Override
  public String toString() {
    return "%s %s, %s of %s, %s"
        .formatted(
            network, activation, reduction, loss, dataset.isEmpty() ? "data of its own" : dataset);
  }

  /**
   * By which factor a gradient on a batch is larger if the loss has the other reduction than is
   * declared: with PyTorch's conventions a mean is over the samples, of squared errors over their
   * outputs too.
   */
  public double otherReduction(int samples) {
    double terms = loss.equals("squared-error") ? (double) samples * outputs() : samples;
    return reduction.equals("sum") ? 1 / terms : terms;
  }

  /** 1 if the network is not told by its widths. */
  private int outputs() {
    String last = network.substring(network.lastIndexOf('-') + 1);
    return last.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(last) : 1;
  }

  /** What to say before a step of this is published into a run of that; empty if it is the same. */
  public Optional<String> unlike(Workload before) {
    return equals(before)
        ? Optional.empty()
        : Optional.of(
            "What is trained changes within the run: its steps so far are of %s, this one is of %s"
                .formatted(before, this));
  }
}
