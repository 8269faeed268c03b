package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;

/**
 * Changes of type. A graph has three: numbers, all of the width of its parameters; integers; truth
 * values. A number converted to another type has no derivative.
 */
final class Types {

  static final List<Operator> OPERATORS =
      List.of(
          unary("Identity", LINEAR, (x, call) -> x).keeping(Rows.RESHAPED),
          unary("Cast", SELECTION, Types::cast, "to", "saturate", "round_mode")
              .refusing(node -> Types.refusal(node, "to")),
          single("CastLike", SELECTION, Types::castLike, "saturate", "round_mode"));

  private Types() {}

  /** ONNX's float, double, float16 and bfloat16 are numbers here; its integers, INT64. */
  private static Optional<DataType> target(long code, DataType numbers) {
    return switch ((int) code) {
      case 1, 10, 11, 16 -> Optional.of(numbers);
      case 2, 3, 4, 5, 6, 7, 12, 13 -> Optional.of(DataType.INT64);
      case 9 -> Optional.of(DataType.BOOLEAN);
      default -> Optional.empty();
    };
  }

  /**
   * The type of results whose node names one.
   *
   * @param numbers the type of all floating-point numbers
   */
  static DataType named(long code, DataType numbers) {
    return target(code, numbers)
        .orElseThrow(() -> new IllegalArgumentException("no type of code " + code));
  }

  /** Refuses nodes whose attribute names a type that no graph has. */
  static Optional<String> refusal(Node node, String attribute) {
    long code = node.attributes().integer(attribute, 1);
    return target(code, DataType.FLOAT32).isPresent()
        ? Optional.empty()
        : Optional.of("elements of ONNX's type %d are not supported".formatted(code));
  }

  static Jet cast(Jet x, Call call) {
    return cast(x, named(call.attributes().integer("to", 0), call.taylor().type()), call.taylor());
  }

  static Jet castLike(Call call) {
    return cast(call.jet(0), call.jet(1).value().getDataType(), call.taylor());
  }

  private static Jet cast(Jet x, DataType type, Taylor taylor) {
    DataType from = x.value().getDataType();
    if (from == type) {
      return x;
    }
    if (type == DataType.BOOLEAN) {
      return Jet.constant(
          from.isFloating() ? x.value().neq(taylor.scalar(0)) : x.value().toType(type, false));
    }
    return Jet.constant(x.value().toType(type, false));
  }
}
