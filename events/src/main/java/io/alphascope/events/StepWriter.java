package io.alphascope.events;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Lays out the record of one step, so that its vectors are written in place: each is copied once,
 * from where it was computed into the record.
 *
 * <p>The record is the head, followed by the three vectors as fields of {@code StepTaken}; for a
 * reader it is an ordinary protobuf message. All three vectors must be filled before {@link
 * #record()} is sent.
 */
public final class StepWriter {

  private final byte[] record;
  private final int vectorBytes;
  private final int theta0Offset;
  private final int theta1Offset;
  private final int gradientOffset;
  private final OptionalInt distanceOffset;

  /**
   * Lays out a record.
   *
   * @param head the step without its vectors; a parameter distance in it can be set again
   * @param type type of the vectors' elements
   * @param parameters number of elements of each vector, P
   * @throws IllegalArgumentException if the record would be longer than an array can be
   */
  public StepWriter(StepTaken head, Tensor.ElementType type, long parameters) {
    record = new byte[arrayLength(sizeInBytes(head, type, parameters))];
    vectorBytes = Math.toIntExact(parameters * Tensors.elementBytes(type));
    ByteBuffer output = ByteBuffer.wrap(record);
    output.put(head.toBuilder().clearParameterDistance().build().toByteArray());
    theta0Offset = place(output, prefix(StepTaken.THETA0_FIELD_NUMBER, type, parameters));
    theta1Offset = place(output, prefix(StepTaken.THETA1_FIELD_NUMBER, type, parameters));
    gradientOffset = place(output, prefix(StepTaken.GRADIENT_FIELD_NUMBER, type, parameters));
    distanceOffset =
        head.hasParameterDistance()
            ? OptionalInt.of(place(output, head.getParameterDistance()))
            : OptionalInt.empty();
  }

  private static int place(ByteBuffer output, double distance) {
    StepTaken field = StepTaken.newBuilder().setParameterDistance(distance).build();
    output.put(field.toByteArray());
    return output.position() - Double.BYTES; // a double comes last in its field
  }

  /**
   * Sets the distance of θ₁ from where the run started, which is known when θ₁ is.
   *
   * @throws java.util.NoSuchElementException if the head has none
   */
  public void parameterDistance(double distance) {
    ByteBuffer.wrap(record)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putDouble(distanceOffset.orElseThrow(), distance);
  }

  /** Size of the record of such a step. */
  public static long sizeInBytes(StepTaken head, Tensor.ElementType type, long parameters) {
    long vector = Math.multiplyExact(parameters, (long) Tensors.elementBytes(type));
    // The prefixes of the three fields have the same length: each field's tag takes one byte.
    long prefix = prefix(StepTaken.THETA0_FIELD_NUMBER, type, parameters).length;
    return head.getSerializedSize() + 3 * (prefix + vector);
  }

  private static int arrayLength(long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a step of " + size + " bytes is larger than a record can be");
    }
    return (int) size;
  }

  private int place(ByteBuffer output, byte[] prefix) {
    output.put(prefix);
    int offset = output.position();
    output.position(offset + vectorBytes);
    return offset;
  }

  /** The bytes of a vector's field that precede its elements. */
  private static byte[] prefix(int field, Tensor.ElementType type, long parameters) {
    Tensor declared = Tensor.newBuilder().setElementType(type).addShape(parameters).build();
    long bytes = parameters * Tensors.elementBytes(type);
    long tensor =
        declared.getSerializedSize()
            + CodedOutputStream.computeTagSize(Tensor.DATA_FIELD_NUMBER)
            + CodedOutputStream.computeUInt64SizeNoTag(bytes)
            + bytes;
    ByteArrayOutputStream prefix = new ByteArrayOutputStream(48);
    try {
      CodedOutputStream output = CodedOutputStream.newInstance(prefix);
      output.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      output.writeUInt64NoTag(tensor);
      declared.writeTo(output);
      output.writeTag(Tensor.DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      output.writeUInt64NoTag(bytes);
      output.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return prefix.toByteArray();
  }

  /**
   * The place of θ₀ in the record, to be filled: little-endian, position 0, the vector's length.
   */
  public ByteBuffer theta0() {
    return vector(theta0Offset);
  }

  /** The place of θ₁. */
  public ByteBuffer theta1() {
    return vector(theta1Offset);
  }

  /** The place of g. */
  public ByteBuffer gradient() {
    return vector(gradientOffset);
  }

  private ByteBuffer vector(int offset) {
    return ByteBuffer.wrap(record, offset, vectorBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The record itself, not a copy. */
  public byte[] record() {
    return record;
  }
}
