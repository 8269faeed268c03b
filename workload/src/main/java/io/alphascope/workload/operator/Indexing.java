package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Elements at positions: linear in the elements; the positions never move. */
final class Indexing {

  static final List<Operator> OPERATORS =
      List.of(
          single("Gather", LINEAR, Indexing::gather, "axis"),
          single("GatherElements", LINEAR, Indexing::gatherElements, "axis"),
          single("GatherND", LINEAR, Indexing::gatherNd, "batch_dims"),
          single("ScatterElements", LINEAR, Indexing::scatterElements, "axis", "reduction")
              .refusing(Indexing::scatterRefusal),
          single("ScatterND", LINEAR, Indexing::scatterNd, "reduction")
              .refusing(Indexing::scatterRefusal),
          single("OneHot", SELECTION, Indexing::oneHot, "axis"));

  private Indexing() {}

  /** y[…, i, …] = x[…, index[i], …], i of any number of axes. */
  static Jet gather(Call call) {
    Jet x = call.jet(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    NDArray positions = Positions.along(call, 1, x.length(axis));
    Shape shape =
        Sizes.checked(
            x.shape()
                .slice(0, axis)
                .addAll(positions.getShape())
                .addAll(x.shape().slice(axis + 1))
                .getShape());
    return call.taylor()
        .linear(
            x,
            call.isConstant(1) && positions.getShape().size() == 1
                ? one(axis, call.integers(1)[0], x.length(axis), shape)
                : array -> Torch.reshape(take(array, axis, positions), shape.getShape()));
  }

  /** A view, where one position is asked for. */
  private static UnaryOperator<NDArray> one(int axis, long position, long length, Shape shape) {
    long at = position < 0 ? position + length : position;
    return array -> Torch.reshape(Torch.slice(array, axis, at, at + 1, 1), shape.getShape());
  }

  /**
   * Elements of an axis.
   *
   * @param positions from 0, of any shape
   * @return as many, of a shape with that many elements
   */
  static NDArray take(NDArray array, int axis, NDArray positions) {
    Shape shape = array.getShape();
    long outer = shape.slice(0, axis).size();
    long inner = shape.slice(axis + 1).size();
    if (outer == 1) {
      return Torch.rows(Torch.reshape(array, shape.get(axis), inner), positions);
    }
    return among(
        Torch.reshape(array, outer, shape.get(axis), inner), Torch.reshape(positions, 1, -1, 1));
  }

  /**
   * Elements of the middle axis of three.
   *
   * @param positions [outer or 1, count, 1]
   */
  private static NDArray among(NDArray array, NDArray positions) {
    Shape shape = array.getShape();
    Shape all = new Shape(shape.get(0), positions.getShape().get(1), shape.get(2));
    return Torch.gather(array, Torch.broadcast(positions, all), 1);
  }

  /** y[i, j, …] = x[index[i, j, …], j, …] for axis 0, and so on. */
  static Jet gatherElements(Call call) {
    Jet x = call.jet(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    NDArray positions = Positions.along(call, 1, x.length(axis));
    return call.taylor().linear(x, array -> Torch.gather(array, positions, axis));
  }

  /** Slices at positions that name their first axes, beside axes counted in parallel. */
  static Jet gatherNd(Call call) {
    Jet x = call.jet(0);
    int batch = (int) call.attributes().integer("batch_dims", 0);
    Shape indices = call.shape(1);
    int last = indices.dimension() - 1;
    int named = batch + Math.toIntExact(indices.get(last));
    Shape parallel = x.shape().slice(0, batch);
    Shape among = x.shape().slice(batch, named);
    Shape slices = x.shape().slice(named);
    long[] positions = Positions.inside(call, 1, among.getShape());
    NDArray at =
        Torch.create(
            call.taylor().manager(),
            new Shape(parallel.size(), positions.length / parallel.size(), 1),
            positions);
    long[] shape = Sizes.checked(indices.slice(0, last).addAll(slices).getShape()).getShape();
    return call.taylor()
        .linear(
            x,
            array ->
                Torch.reshape(
                    among(Torch.reshape(array, parallel.size(), among.size(), slices.size()), at),
                    shape));
  }

  /** Without a reduction: the elements put there count alone. */
  static Optional<String> scatterRefusal(Node node) {
    String reduction = node.attributes().text("reduction", "none");
    return reduction.equals("none")
        ? Optional.empty()
        : Optional.of("reduction '%s' is not supported".formatted(reduction));
  }

  /** x with x[index[i, j, …], j, …] = u[i, j, …] for axis 0, and so on. */
  static Jet scatterElements(Call call) {
    Jet x = call.jet(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    return scatter(call.taylor(), x, Positions.along(call, 1, x.length(axis)), call.jet(2), axis);
  }

  /** x with slices replaced at positions that name their first axes. */
  static Jet scatterNd(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    Shape indices = call.shape(1);
    int named = Math.toIntExact(indices.get(indices.dimension() - 1));
    Shape among = x.shape().slice(0, named);
    long inner = x.shape().slice(named).size();
    long[] positions = Positions.inside(call, 1, among.getShape());
    NDArray at =
        Torch.broadcast(
            Torch.create(taylor.manager(), new Shape(positions.length, 1), positions),
            new Shape(positions.length, inner));
    Jet flat = taylor.linear(x, array -> Torch.reshape(array, among.size(), inner));
    Jet updates =
        taylor.linear(call.jet(2), array -> Torch.reshape(array, positions.length, inner));
    long[] shape = x.shape().getShape();
    return taylor.linear(
        scatter(taylor, flat, at, updates, 0), array -> Torch.reshape(array, shape));
  }

  private static Jet scatter(Taylor taylor, Jet x, NDArray positions, Jet updates, int axis) {
    return new Jet(
        Torch.scatter(x.value(), positions, updates.value(), axis),
        put(taylor, x, x.first(), positions, updates, updates.first(), axis),
        taylor.second(
            () -> put(taylor, x, x.second(), positions, updates, updates.second(), axis)));
  }

  private static NDArray put(
      Taylor taylor,
      Jet x,
      NDArray into,
      NDArray positions,
      Jet updates,
      NDArray elements,
      int axis) {
    if (into == null && elements == null) {
      return null;
    }
    return Torch.scatter(
        into == null ? Torch.broadcast(taylor.scalar(0), x.shape()) : into,
        positions,
        elements == null ? Torch.broadcast(taylor.scalar(0), updates.shape()) : elements,
        axis);
  }

  /** Values' second where an index says so, else their first: [off, on]. */
  static Jet oneHot(Call call) {
    Taylor taylor = call.taylor();
    long depth = (long) call.constant(1).number();
    Shape indices = call.shape(0);
    int axis = Call.axis(call.attributes().integer("axis", -1), indices.dimension() + 1);
    Sizes.checked(
        indices.slice(0, axis).addAll(new Shape(depth)).addAll(indices.slice(axis)).getShape());
    NDArray given = call.array(0);
    if (given.getDataType() != DataType.INT64) {
      given = given.toType(DataType.INT64, false);
    }
    long[] apart =
        indices.slice(0, axis).addAll(new Shape(1)).addAll(indices.slice(axis)).getShape();
    long[] along = new long[apart.length];
    Arrays.fill(along, 1);
    along[axis] = depth;
    NDArray places = Generators.integers(taylor.manager(), new Shape(along), 0);
    NDArray behind = Generators.integers(taylor.manager(), new Shape(along), -depth);
    NDArray at = Torch.reshape(given, apart);
    NDArray hot = at.eq(places).logicalOr(at.eq(behind));
    Jet values = call.jet(2);
    return taylor.where(hot, number(taylor, values, 1), number(taylor, values, 0));
  }

  private static Jet number(Taylor taylor, Jet x, long place) {
    return taylor.linear(
        x, array -> Torch.reshape(Torch.slice(array, 0, place, place + 1, 1), new long[0]));
  }
}
