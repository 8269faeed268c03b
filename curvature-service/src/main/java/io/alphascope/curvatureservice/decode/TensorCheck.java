package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;

import io.alphascope.events.Tensor;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.events.Tensors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks a tensor against what its place in a step demands, and looks into it. */
final class TensorCheck {

  private final String field;
  private final Tensor tensor;

  /**
   * @param field path of the tensor in {@code StepTaken}
   */
  TensorCheck(String field, Tensor tensor) {
    this.field = field;
    this.tensor = tensor;
  }

  /** Requires one of these element types. */
  TensorCheck ofType(ElementType... types) throws MalformedStepException {
    if (!Set.of(types).contains(tensor.getElementType())) {
      String expected =
          List.of(types).stream().map(ElementType::name).collect(Collectors.joining(" or "));
      throw new MalformedStepException(
          field + ".element_type", expected, typeName(tensor.getElementTypeValue()));
    }
    return this;
  }

  private static String typeName(int number) {
    ElementType type = ElementType.forNumber(number);
    return type == null ? "unknown type " + number : type.name();
  }

  /** Requires exactly this shape. */
  TensorCheck ofShape(long... shape) throws MalformedStepException {
    require(
        tensor.getShapeList().equals(java.util.Arrays.stream(shape).boxed().toList()),
        field + ".shape",
        java.util.Arrays.toString(shape),
        tensor.getShapeList());
    return this;
  }

  /**
   * The elements as they lie in the record, little-endian.
   *
   * @throws MalformedStepException unless the data are as long as type and shape say
   */
  ByteBuffer elements() throws MalformedStepException {
    long count;
    try {
      count = Tensors.elementCount(tensor);
    } catch (IllegalArgumentException impossible) {
      throw new MalformedStepException(
          field + ".shape", "extents of a possible array", tensor.getShapeList());
    }
    int size = Tensors.elementBytes(tensor.getElementType());
    if (count > Integer.MAX_VALUE || count * size != tensor.getData().size()) {
      throw new MalformedStepException(
          field + ".data",
          "%d elements of %s, %d bytes"
              .formatted(
                  count,
                  tensor.getElementType(),
                  Math.multiplyFull((int) Math.min(count, Integer.MAX_VALUE), size)),
          tensor.getData().size() + " bytes");
    }
    return Tensors.littleEndian(tensor);
  }
}
