package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.JetSequence;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One application of an operator: its node and its operands, in the form in which a rule wants
 * each.
 *
 * @param operands null: left out
 */
public record Call(Node node, Taylor taylor, List<Value> operands) {

  public Attributes attributes() {
    return node.attributes();
  }

  /** Number of operands, those left out in between included. */
  public int size() {
    return operands.size();
  }

  /** Whether an operand is given. */
  public boolean has(int operand) {
    return operand < operands.size() && operands.get(operand) != null;
  }

  private Value value(int operand) {
    if (!has(operand)) {
      throw new IllegalArgumentException("operand %d is missing".formatted(operand));
    }
    return operands.get(operand);
  }

  /** An operand that may move. */
  public Jet jet(int operand) {
    Value value = value(operand);
    if (value instanceof Constant constant) {
      return constant.jet();
    }
    if (value instanceof Jet jet) {
      return jet;
    }
    throw new IllegalArgumentException("operand %d is a sequence".formatted(operand));
  }

  /** An operand that may move; null: left out. */
  public Jet jetOrNull(int operand) {
    return has(operand) ? jet(operand) : null;
  }

  /** All operands. */
  public List<Jet> jets() {
    return IntStream.range(0, size()).mapToObj(this::jet).toList();
  }

  /** An operand that is never differentiated: an index, a truth value. */
  public NDArray array(int operand) {
    return jet(operand).value();
  }

  public JetSequence sequence(int operand) {
    if (value(operand) instanceof JetSequence sequence) {
      return sequence;
    }
    throw new IllegalArgumentException("operand %d is not a sequence".formatted(operand));
  }

  public Shape shape(int operand) {
    return jet(operand).shape();
  }

  /** Whether an operand follows from the graph and the inputs' shapes alone. */
  public boolean isConstant(int operand) {
    return has(operand) && value(operand) instanceof Constant;
  }

  /**
   * An operand that must follow from the graph and the inputs' shapes alone.
   *
   * @throws IllegalArgumentException if it depends on data
   */
  public Constant constant(int operand) {
    if (value(operand) instanceof Constant constant) {
      return constant;
    }
    throw new IllegalArgumentException(
        "operand %d depends on the batch or on the parameters; here it must follow from the graph"
                .formatted(operand)
            + " and the shapes of its inputs");
  }

  /** The integers of a {@link #constant}; must not be changed. */
  public long[] integers(int operand) {
    return constant(operand).integers();
  }

  /** Those of an operand if it is there, else of the attribute; null: neither is. */
  public long[] integers(int operand, String attribute) {
    if (has(operand)) {
      return integers(operand);
    }
    return attributes().integers(attribute, (long[]) null);
  }

  /** The number of a {@link #constant} if it is there. */
  public double number(int operand, double otherwise) {
    return has(operand) ? constant(operand).number() : otherwise;
  }

  /**
   * An axis, counted from 0.
   *
   * @param axis negative: from the end
   * @throws IllegalArgumentException if there is none
   */
  public static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          "axis %d does not exist among %d axes".formatted(axis, rank));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Several axes, counted from 0, in ascending order. */
  public static long[] axes(long[] axes, int rank) {
    return Arrays.stream(axes).map(axis -> axis(axis, rank)).sorted().distinct().toArray();
  }
}
