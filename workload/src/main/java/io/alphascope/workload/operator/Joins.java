package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Jets one after the other. */
final class Joins {

  private Joins() {}

  /** Along an axis that all of them have. */
  static Jet concat(Taylor taylor, List<Jet> parts, int axis) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return new Jet(
        Torch.concat(parts.stream().map(Jet::value).toList(), axis),
        concat(taylor, parts, Jet::first, axis),
        taylor.second(() -> concat(taylor, parts, Jet::second, axis)));
  }

  private static NDArray concat(
      Taylor taylor, List<Jet> parts, Function<Jet, NDArray> derivative, int axis) {
    List<NDArray> arrays = parts.stream().map(derivative).toList();
    if (arrays.stream().allMatch(Objects::isNull)) {
      return null;
    }
    return Torch.concat(
        IntStream.range(0, parts.size())
            .mapToObj(
                part ->
                    arrays.get(part) == null
                        ? Torch.broadcast(taylor.scalar(0), parts.get(part).shape())
                        : arrays.get(part))
            .toList(),
        axis);
  }
}
