package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Einsum of one operand, which is linear, or of two, by one matrix product. */
final class EinsteinSum {

  static final List<Operator> OPERATORS =
      List.of(
          single("Einsum", BILINEAR, EinsteinSum::apply, "equation")
              .refusing(EinsteinSum::refusal));

  private EinsteinSum() {}

  static Optional<String> refusal(Node node) {
    return node.inputs().size() > 2
        ? Optional.of("Einstein sums of more than two operands are not supported")
        : Optional.empty();
  }

  static Jet apply(Call call) {
    Taylor taylor = call.taylor();
    int[] ranks = call.jets().stream().mapToInt(Jet::rank).toArray();
    Equation equation = Equation.of(call.attributes().text("equation", ""), ranks);
    List<Labelled> operands = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      List<Integer> others = ranks.length == 1 ? List.of() : equation.operands().get(1 - i);
      operands.add(
          new Labelled(call.jet(i), equation.operands().get(i))
              .distinct(taylor)
              .summed(
                  taylor, label -> !equation.result().contains(label) && !others.contains(label)));
    }
    Labelled y =
        operands.size() == 1
            ? operands.get(0)
            : product(taylor, operands.get(0), operands.get(1), equation.result());
    return y.ordered(taylor, equation.result()).jet();
  }

  /** Sums over labels that both have and the result has not; no label is but in one operand. */
  private static Labelled product(Taylor taylor, Labelled a, Labelled b, List<Integer> result) {
    List<Integer> batch = filter(a, label -> b.labels().contains(label) && result.contains(label));
    List<Integer> summed =
        filter(a, label -> b.labels().contains(label) && !result.contains(label));
    List<Integer> left = filter(a, label -> !b.labels().contains(label));
    List<Integer> right = filter(b, label -> !a.labels().contains(label));
    long[] both = lengths(joined(batch, summed), a, b);
    Shape parallel = new Shape(both).slice(0, batch.size());
    Shape inner = new Shape(both).slice(batch.size());
    Shape rows = new Shape(lengths(left, a, a));
    Shape columns = new Shape(lengths(right, b, b));
    Shape product = parallel.addAll(rows).addAll(columns);
    Sizes.checked(product.getShape());
    Jet x =
        a.ordered(taylor, joined(batch, left, summed))
            .matrices(taylor, parallel.addAll(rows).addAll(inner), parallel, rows, inner);
    Jet w =
        b.ordered(taylor, joined(batch, summed, right))
            .matrices(taylor, parallel.addAll(inner).addAll(columns), parallel, inner, columns);
    Jet y = taylor.bilinear(x, w, Torch::matmul);
    return new Labelled(
        taylor.linear(y, array -> Torch.reshape(array, product.getShape())),
        joined(batch, left, right));
  }

  private static List<Integer> filter(Labelled operand, Predicate<Integer> kept) {
    return operand.labels().stream().filter(kept).toList();
  }

  @SafeVarargs
  private static List<Integer> joined(List<Integer>... parts) {
    List<Integer> all = new ArrayList<>();
    List.of(parts).forEach(all::addAll);
    return all;
  }

  /** Of equal labels; 1 broadcasts. */
  private static long[] lengths(List<Integer> labels, Labelled a, Labelled b) {
    return labels.stream().mapToLong(label -> length(label, a, b)).toArray();
  }

  private static long length(int label, Labelled a, Labelled b) {
    long left = a.length(label);
    long right = b.length(label);
    if (left != right && left != 1 && right != 1) {
      throw new IllegalArgumentException(
          "axes of one label have lengths %d and %d".formatted(left, right));
    }
    return left == 1 ? right : left;
  }

  /** An array whose axes have labels. */
  private record Labelled(Jet jet, List<Integer> labels) {

    long length(int label) {
      return jet.length(labels.indexOf(label));
    }

    /** The diagonal of axes with one label. */
    Labelled distinct(Taylor taylor) {
      for (int i = 0; i < labels.size(); i++) {
        int axis = i;
        int other = labels.lastIndexOf(labels.get(i));
        if (other == axis) {
          continue;
        }
        if (jet.length(axis) != jet.length(other)) {
          throw new IllegalArgumentException(
              "axes of one label have lengths %d and %d"
                  .formatted(jet.length(axis), jet.length(other)));
        }
        List<Integer> left = new ArrayList<>(labels);
        left.remove(other);
        left.add(left.remove(axis));
        Jet diagonal = taylor.linear(jet, array -> Torch.diagonal(array, axis, other));
        return new Labelled(diagonal, left).distinct(taylor);
      }
      return this;
    }

    Labelled summed(Taylor taylor, Predicate<Integer> gone) {
      long[] axes = labels.stream().filter(gone).mapToLong(labels::indexOf).toArray();
      if (axes.length == 0) {
        return this;
      }
      return new Labelled(
          taylor.linear(jet, array -> Torch.sum(array, axes, false)),
          labels.stream().filter(gone.negate()).toList());
    }

    Labelled ordered(Taylor taylor, List<Integer> wanted) {
      if (wanted.equals(labels)) {
        return this;
      }
      long[] order = wanted.stream().mapToLong(labels::indexOf).toArray();
      return new Labelled(taylor.linear(jet, array -> Torch.permute(array, order)), wanted);
    }

    /** Broadcast, then with three axes: as many matrices as `parallel` has elements. */
    Jet matrices(Taylor taylor, Shape broadcast, Shape parallel, Shape rows, Shape columns) {
      return taylor.linear(
          jet,
          array ->
              Torch.reshape(
                  Torch.broadcast(array, broadcast), parallel.size(), rows.size(), columns.size()));
    }
  }
}
