package io.alphascope.events.remarks;

import io.alphascope.events.RunSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was trained, as far as it changes the measured numbers: without rate, seed and duration.
 *
 * @param network widths, inputs first: 784-128-64-10; or a name, for a graph with its hash
 * @param activation empty if the network is a graph
 * @param loss its kind, with its options where they are not the defaults: {@code cross-entropy
 *     (label_smoothing 0.1)}
 * @param reduction mean or sum
 * @param dataset empty if every step contains its own samples
 */
public record Workload(
    String network, String activation, String loss, String reduction, String dataset) {

  /** PyTorch's default of {@code ignore_index}. */
  private static final int IGNORED = -100;

  private static final int LONGEST_WEIGHTS = 60;

  /** Unknown values of an older run may be null. */
  public Workload {
    activation = activation == null ? "" : activation;
    dataset = dataset == null ? "" : dataset;
  }

  /**
   * The workload of a run or a step. The normalisation is not a part: a named data set has its own,
   * and samples in a step are already normalised.
   */
  public static Workload of(RunSpecification specification) {
    return new Workload(
        network(specification),
        specification.getActivation(),
        loss(specification),
        specification.getReduction(),
        specification.getDataset());
  }

  /** A graph has a hash too, because its name can be any text. */
  private static String network(RunSpecification specification) {
    return specification.getGraph().isEmpty()
        ? specification.getNetwork()
        : "%s (%08x)"
            .formatted(
                specification.getNetwork(),
                31 * specification.getGraph().hashCode()
                    + specification.getParametersList().hashCode());
  }

  private static String loss(RunSpecification specification) {
    List<String> options = new ArrayList<>();
    if (specification.getLabelSmoothing() != 0) {
      options.add("label_smoothing " + specification.getLabelSmoothing());
    }
    if (specification.hasIgnoreIndex() && specification.getIgnoreIndex() != IGNORED) {
      options.add("ignore_index " + specification.getIgnoreIndex());
    }
    if (specification.getClassWeightsCount() > 0) {
      options.add("class_weights " + weights(specification.getClassWeightsList()));
    }
    if (specification.hasClassAxis()) {
      options.add("class_axis " + specification.getClassAxis());
    }
    return options.isEmpty()
        ? specification.getLoss()
        : "%s (%s)".formatted(specification.getLoss(), String.join(", ", options));
  }

  /** Many weights are replaced by their number and a hash. */
  private static String weights(List<Double> weights) {
    String all = weights.toString();
    return all.length() <= LONGEST_WEIGHTS
        ? all
        : "of %d classes, %08x".formatted(weights.size(), List.copyOf(weights).hashCode());
  }

  /** Short form: {@code 784-128-64-10 relu, mean of cross-entropy, mnist}. */
  @Override
  public String toString() {
    return "%s, %s of %s, %s"
        .formatted(
            activation.isEmpty() ? network : network + " " + activation,
            reduction,
            loss,
            dataset.isEmpty() ? "data of its own" : dataset);
  }

  /**
   * The factor by which a gradient on a batch is larger if the loss has the other reduction than
   * the declared one. By PyTorch's conventions, a mean is over the samples; for squared errors and
   * binary cross entropy also over the outputs.
   */
  public double otherReduction(int samples) {
    boolean perOutput = loss.equals("squared-error") || loss.equals("binary-cross-entropy");
    double terms = perOutput ? (double) samples * outputs() : samples;
    return reduction.equals("sum") ? 1 / terms : terms;
  }

  /** 1 if the network is not given by its widths. */
  private int outputs() {
    String last = network.substring(network.lastIndexOf('-') + 1);
    return last.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(last) : 1;
  }

  /** The warning before a step of this workload is published into a run of another; else empty. */
  public Optional<String> unlike(Workload before) {
    return equals(before)
        ? Optional.empty()
        : Optional.of(
            "What is trained changes within the run: its steps so far are of %s, this one is of %s"
                .formatted(before, this));
  }
}
