package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Optional;

/**
 * The matrix B that a step's curvature dᵀBd is taken of, before any {@link Structure}.
 *
 * <p>One operator is one class, annotated with {@code @AutoService(Operator.class)}: {@link
 * Operators} finds it, and its name is known everywhere. A record, so that equal arguments make
 * equal operators; with a public constructor without arguments, which makes the default. An
 * operator that is a sum over samples implements {@link SumOverSamples}, which does the rest.
 */
public interface Operator {

  /**
   * Its part in a curvature's name: lower-case letters, digits and hyphens; then, if its argument
   * is not the default, a colon and the argument.
   */
  String name();

  /** Its name in lists for users, in a few words. */
  String description();

  /** What its argument is, {@code samples} say; empty if it takes none. */
  default Optional<String> argument() {
    return Optional.empty();
  }

  /**
   * The same operator with an argument.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  default Operator with(String argument) {
    throw new IllegalArgumentException("operator '%s' takes no argument".formatted(name()));
  }

  /** Why the operator has no such structure; empty if it has. */
  default Optional<String> missing(Structure structure) {
    return Optional.empty();
  }

  /**
   * Why there is no such matrix of this loss of this network, naming the loss or the nodes; empty
   * if there is one.
   */
  default Optional<String> missing(Network network, Loss loss) {
    return Optional.empty();
  }

  /** The operator that is this matrix's diagonal; empty if there is none. */
  default Optional<Operator> diagonal() {
    return Optional.empty();
  }

  /** Whether the matrix is a diagonal. */
  default boolean isDiagonal() {
    return false;
  }

  /** The highest derivative of the outputs along d that it needs, 1 or 2. */
  int order();

  /**
   * Whether it needs a sweep that is recorded for reverse passes.
   *
   * @param products whether Bd is computed
   */
  default boolean recorded(boolean products) {
    return products;
  }

  /** Whether its sweep must find out how activations bend; then it is recorded. */
  default boolean bends() {
    return false;
  }

  /**
   * Its cost in addition to a block's sweep, in units of {@link PassCost}.
   *
   * @param products whether Bd is computed
   */
  int cost(boolean products);

  /**
   * Starts a curvature on one batch.
   *
   * @param terms of how many samples' terms the batch's loss is made, n; 1 where the network gives
   *     one number for all of them
   * @param product zero, to become Bd; null: Bd is not wanted
   */
  BatchCurvature begin(Step step, int terms, ParameterVector product);
}
