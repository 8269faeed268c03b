package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;
import static io.alphascope.events.Tensor.ElementType.UNRECOGNIZED;

import io.alphascope.events.Tensor;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.events.Tensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks one tensor of a step, and reads its elements.
 *
 * @param field path of the tensor in {@code StepTaken}
 */
record TensorCheck(String field, Tensor tensor) {

  /** Requires one of these element types. */
  TensorCheck ofType(ElementType... types) throws MalformedStepException {
    ElementType found = tensor.getElementType();
    require(
        List.of(types).contains(found),
        field + ".element_type",
        Stream.of(types).map(ElementType::name).collect(Collectors.joining(" or ")),
        found == UNRECOGNIZED ? "unknown type " + tensor.getElementTypeValue() : found);
    return this;
  }

  /** Requires exactly this shape. */
  TensorCheck ofShape(long... shape) throws MalformedStepException {
    require(
        tensor.getShapeList().equals(Arrays.stream(shape).boxed().toList()),
        field + ".shape",
        Arrays.toString(shape),
        tensor.getShapeList());
    return this;
  }

  /**
   * The elements, little-endian: a view of the record.
   *
   * @throws MalformedStepException if the data are not as long as type and shape say
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
    require(
        count <= Integer.MAX_VALUE && count * size == tensor.getData().size(),
        field + ".data",
        "%d elements of %s, %d bytes"
            .formatted(count, tensor.getElementType(), Math.min(count, Integer.MAX_VALUE) * size),
        tensor.getData().size() + " bytes");
    return Tensors.littleEndian(tensor);
  }
}
