package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/** The types of elements that tensors have in files, and what becomes of them in graphs. */
enum ElementType {
  FLOAT(
      DataType.FLOAT32,
      4,
      (raw, to) -> to.putFloat(raw.getFloat()),
      TensorProto::getFloatDataCount,
      (tensor, i, to) -> to.putFloat(tensor.getFloatData(i))),
  DOUBLE(
      DataType.FLOAT64,
      8,
      (raw, to) -> to.putDouble(raw.getDouble()),
      TensorProto::getDoubleDataCount,
      (tensor, i, to) -> to.putDouble(tensor.getDoubleData(i))),
  FLOAT16(DataType.FLOAT32, 2, (raw, to) -> to.putFloat(half(raw.getShort()))) {
    @Override
    void widen(int stored, ByteBuffer to) {
      to.putFloat(half((short) stored));
    }
  },
  BFLOAT16(DataType.FLOAT32, 2, (raw, to) -> to.putFloat(brain(raw.getShort()))) {
    @Override
    void widen(int stored, ByteBuffer to) {
      to.putFloat(brain((short) stored));
    }
  },
  INT64(
      DataType.INT64,
      8,
      (raw, to) -> to.putLong(raw.getLong()),
      TensorProto::getInt64DataCount,
      (tensor, i, to) -> to.putLong(tensor.getInt64Data(i))),
  INT32(DataType.INT64, 4, (raw, to) -> to.putLong(raw.getInt())),
  INT16(DataType.INT64, 2, (raw, to) -> to.putLong(raw.getShort())),
  INT8(DataType.INT64, 1, (raw, to) -> to.putLong(raw.get())),
  UINT8(DataType.INT64, 1, (raw, to) -> to.putLong(Byte.toUnsignedLong(raw.get()))),
  UINT16(DataType.INT64, 2, (raw, to) -> to.putLong(Short.toUnsignedLong(raw.getShort()))),
  UINT32(
      DataType.INT64,
      4,
      (raw, to) -> to.putLong(Integer.toUnsignedLong(raw.getInt())),
      TensorProto::getUint64DataCount,
      (tensor, i, to) -> to.putLong(tensor.getUint64Data(i))),
  UINT64(
      DataType.INT64,
      8,
      (raw, to) -> to.putLong(natural(raw.getLong())),
      TensorProto::getUint64DataCount,
      (tensor, i, to) -> to.putLong(natural(tensor.getUint64Data(i)))),
  BOOL(DataType.BOOLEAN, 1, (raw, to) -> to.put(truth(raw.get()))) {
    @Override
    void widen(int stored, ByteBuffer to) {
      to.put(truth(stored));
    }
  };

  /** In graphs. */
  final DataType type;

  /** Bytes of an element in a file. */
  final int bytes;

  private final Raw raw;
  private final ToIntFunction<TensorProto> count;
  private final Typed typed;

  ElementType(DataType type, int bytes, Raw raw, ToIntFunction<TensorProto> count, Typed typed) {
    this.type = type;
    this.bytes = bytes;
    this.raw = raw;
    this.count = count;
    this.typed = typed;
  }

  /** A type whose elements stand among the 32-bit integers where they are not raw. */
  ElementType(DataType type, int bytes, Raw raw) {
    this.type = type;
    this.bytes = bytes;
    this.raw = raw;
    this.count = TensorProto::getInt32DataCount;
    this.typed = (tensor, i, to) -> widen(tensor.getInt32Data(i), to);
  }

  @FunctionalInterface
  private interface Raw {
    void next(ByteBuffer from, ByteBuffer to);
  }

  @FunctionalInterface
  private interface Typed {
    void next(TensorProto tensor, int i, ByteBuffer to);
  }

  /**
   * @throws OnnxException if graphs have no elements of this type
   */
  static ElementType of(int code, String what) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(code);
    return Arrays.stream(values())
        .filter(known -> type != null && known.name().equals(type.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new OnnxException(
                    "%s has elements of type %s; supported are %s"
                        .formatted(what, type == null ? code : type, Arrays.toString(values()))));
  }

  /** Whether raw data can be used as it is. */
  boolean isPlain() {
    return this == FLOAT || this == DOUBLE || this == INT64;
  }

  /** Copies one element. */
  void copy(ByteBuffer from, ByteBuffer to) {
    raw.next(from, to);
  }

  /** Number of elements that are not raw. */
  int typedCount(TensorProto tensor) {
    return count.applyAsInt(tensor);
  }

  /** Copies one element that is not raw. */
  void copy(TensorProto tensor, int i, ByteBuffer to) {
    typed.next(tensor, i, to);
  }

  /** An element among the 32-bit integers. */
  void widen(int stored, ByteBuffer to) {
    to.putLong(stored);
  }

  /** IEEE 754 binary16: sign, 5 bits of exponent, 10 of significand. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int significand = bits & 0x3ff;
    float size =
        switch (exponent) {
          case 0 -> significand * 0x1p-24f;
          case 0x1f -> significand == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + significand * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -size : size;
  }

  /** The upper half of a float32. */
  private static float brain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  private static byte truth(int stored) {
    return (byte) (stored == 0 ? 0 : 1);
  }

  private static long natural(long unsigned) {
    if (unsigned < 0) {
      throw new OnnxException(
          "an element is %s, more than 64-bit integers hold"
              .formatted(Long.toUnsignedString(unsigned)));
    }
    return unsigned;
  }
}
