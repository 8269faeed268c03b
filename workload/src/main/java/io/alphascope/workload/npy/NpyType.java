package io.alphascope.workload.npy;

import ai.djl.util.Float16Utils;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Type of the elements in a file, in NumPy's notation: byte order, kind and width in bytes, {@code
 * >f8} say.
 *
 * @param kindCode f: floating, i: signed, u: unsigned, b: boolean
 */
record NpyType(String descr, ByteOrder order, char kindCode, int bytes) {
  private static final Pattern KNOWN = Pattern.compile("([<>|])(f[248]|[iu][1248]|b1)");

  /** Empty if it is neither a number of at most 64 bits nor a boolean. */
  static Optional<NpyType> of(String descr) {
    Matcher matcher = KNOWN.matcher(descr);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    String type = matcher.group(2);
    return Optional.of(new NpyType(descr, order, type.charAt(0), type.charAt(1) - '0'));
  }

  /** What elements of a type that {@link #of} does not know are, for messages. */
  static String unknown(String descr) {
    return switch (descr.replaceFirst("[<>=|]?(.?).*", "$1")) {
      case "O" -> "Python objects";
      case "S", "U" -> "texts";
      case "c" -> "complex numbers";
      case "M", "m" -> "times";
      case "V" -> "raw bytes, as of bfloat16";
      case "f" -> "long doubles";
      default -> "elements of an unknown type";
    };
  }

  String kind() {
    return switch (kindCode) {
      case 'f' -> "numbers";
      case 'b' -> "booleans";
      default -> "integers";
    };
  }

  boolean isUnsignedByte() {
    return kindCode == 'u' && bytes == 1;
  }

  boolean isBoolean() {
    return kindCode == 'b';
  }

  /** The type that holds every element exactly, save integers beyond 63 bits. */
  ElementType inMemory() {
    if (kindCode != 'f') {
      return ElementType.INT64;
    }
    return bytes == Double.BYTES ? ElementType.FLOAT64 : ElementType.FLOAT32;
  }

  /** Whether elements lie in the file as they do in memory; unsigned ones may exceed 63 bits. */
  boolean isInMemory() {
    return order == ByteOrder.LITTLE_ENDIAN && bytes == inMemory().bytes() && kindCode != 'u';
  }

  /**
   * Copies one element.
   *
   * @param from in this type's byte order
   * @param at its position there, in bytes
   * @throws ArithmeticException if the element exceeds 63 bits
   */
  void copy(ByteBuffer from, int at, ByteBuffer to) {
    switch (inMemory()) {
      case FLOAT32 ->
          to.putFloat(
              bytes == Short.BYTES
                  ? Float16Utils.halfToFloat(from.getShort(at))
                  : from.getFloat(at));
      case FLOAT64 -> to.putDouble(from.getDouble(at));
      case INT64 -> to.putLong(integer(from, at));
    }
  }

  private long integer(ByteBuffer from, int at) {
    if (isBoolean()) {
      return from.get(at) == 0 ? 0 : 1;
    }
    boolean signed = kindCode == 'i';
    return switch (bytes) {
      case Byte.BYTES -> signed ? from.get(at) : Byte.toUnsignedLong(from.get(at));
      case Short.BYTES -> signed ? from.getShort(at) : Short.toUnsignedLong(from.getShort(at));
      case Integer.BYTES -> signed ? from.getInt(at) : Integer.toUnsignedLong(from.getInt(at));
      default -> {
        long value = from.getLong(at);
        if (!signed && value < 0) {
          throw new ArithmeticException(Long.toUnsignedString(value));
        }
        yield value;
      }
    };
  }
}
