package io.alphascope.workload.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * An array out of a file in NumPy's own format ({@code numpy.lib.format}, versions 1 to 3): magic,
 * version, length of the header, header (a Python dictionary as text), elements. In memory it is in
 * C order and little endian, whatever it was in the file, and of one of three types, which hold
 * every element exactly: float16 becomes FLOAT32, booleans and integers become INT64.
 *
 * @param shape sizes of the axes, none for a scalar
 * @param elements little-endian, product(shape) of them, from position 0 to the limit; direct
 */
public record NpyArray(ElementType type, List<Long> shape, ByteBuffer elements) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  static final int VERSION_BYTES = 2;
  private static final int ELEMENTS_AT_ONCE = 1 << 16;
  private static final int ALIGNMENT = 64;

  /** Element types in memory. */
  public enum ElementType {
    FLOAT32("<f4", Float.BYTES),
    FLOAT64("<f8", Double.BYTES),
    INT64("<i8", Long.BYTES);

    private final String descr;
    private final int bytes;

    ElementType(String descr, int bytes) {
      this.descr = descr;
      this.bytes = bytes;
    }

    public boolean isFloating() {
      return this != INT64;
    }

    int bytes() {
      return bytes;
    }
  }

  public NpyArray {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public int size() {
    return elements.limit() / type.bytes;
  }

  /** One integer element. */
  public long integer(int index) {
    return elements.getLong(index * Long.BYTES);
  }

  /** Of integers, a byte each: 0, or 1 where one is not 0; direct. */
  public ByteBuffer truths() {
    ByteBuffer truths = ByteBuffer.allocateDirect(size());
    for (int i = 0; i < size(); i++) {
      truths.put((byte) (integer(i) != 0 ? 1 : 0));
    }
    return truths.flip();
  }

  /** One floating element, widened. */
  public double floating(int index) {
    return type == ElementType.FLOAT64
        ? elements.getDouble(index * Double.BYTES)
        : elements.getFloat(index * Float.BYTES);
  }

  /** The same floating elements in that type, which must not be narrower. */
  public NpyArray in(ElementType wanted) {
    if (type == wanted) {
      return this;
    }
    if (type != ElementType.FLOAT32 || wanted != ElementType.FLOAT64) {
      throw new IllegalArgumentException("%s is not exact in %s".formatted(type, wanted));
    }
    ByteBuffer widened = allocate(Math.multiplyExact(size(), Double.BYTES));
    for (int i = 0; i < size(); i++) {
      widened.putDouble(floating(i));
    }
    return new NpyArray(wanted, shape, widened.flip());
  }

  /** The same elements in another shape of as many. */
  public NpyArray reshaped(List<Long> other) {
    return new NpyArray(type, other, elements);
  }

  /** Whether that is how a file in NumPy's format begins. */
  public static boolean isNpy(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws NpyException if it holds anything else than that content
   */
  public static NpyArray read(Path file, NpyContent content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return elements(file, NpyHeader.read(channel, file, content), channel);
    }
  }

  private static NpyArray elements(Path file, NpyHeader header, FileChannel channel)
      throws IOException {
    NpyType type = header.type();
    long inFile = header.bytesIn(file, channel.size() - channel.position());
    long inMemory = header.size() * type.inMemory().bytes(); // fits, as less than 8 times inFile
    if (inMemory > Integer.MAX_VALUE) {
      throw new NpyException(
          "%s holds %d bytes, at most %d can be read".formatted(file, inMemory, Integer.MAX_VALUE),
          "write a smaller array");
    }
    ByteBuffer raw = NpyHeader.bytes(file, channel, (int) inFile);
    ByteBuffer elements =
        header.isInMemory() ? raw : inCOrder(file, header, raw.order(type.order()), (int) inMemory);
    return new NpyArray(type.inMemory(), header.shape(), elements);
  }

  private static ByteBuffer inCOrder(Path file, NpyHeader header, ByteBuffer raw, int bytes) {
    int[] strides = header.strides();
    long[] index = new long[strides.length];
    ByteBuffer elements = allocate(bytes);
    int at = 0;
    while (elements.hasRemaining()) {
      try {
        header.type().copy(raw, at, elements);
      } catch (ArithmeticException tooLarge) {
        throw new NpyException(
            "%s holds %s at index %s, which no class and no index can be"
                .formatted(file, tooLarge.getMessage(), Arrays.toString(index)),
            "correct that element");
      }
      for (int axis = index.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < header.shape().get(axis)) {
          break;
        }
        at -= (int) (strides[axis] * index[axis]);
        index[axis] = 0;
      }
    }
    return elements.flip();
  }

  /**
   * Writes a flat array; its folder must exist.
   *
   * @param elements little-endian, from position to limit
   */
  public static void writeFlat(Path file, ElementType type, ByteBuffer elements)
      throws IOException {
    writeFlat(
        file,
        type,
        elements.remaining() / type.bytes,
        channel -> write(elements.duplicate(), channel));
  }

  /**
   * Writes a flat array of floating-point numbers; its folder must exist.
   *
   * @param type FLOAT64, or FLOAT32, to which they are rounded
   */
  public static void writeFlat(Path file, ElementType type, double[] elements) throws IOException {
    writeFlat(
        file,
        type,
        elements.length,
        channel -> {
          ByteBuffer part = allocate(Math.min(elements.length, ELEMENTS_AT_ONCE) * type.bytes);
          for (int first = 0; first < elements.length; first += ELEMENTS_AT_ONCE) {
            int count = Math.min(elements.length - first, ELEMENTS_AT_ONCE);
            part.clear();
            for (int k = first; k < first + count; k++) {
              if (type == ElementType.FLOAT64) {
                part.putDouble(elements[k]);
              } else {
                part.putFloat((float) elements[k]);
              }
            }
            write(part.flip(), channel);
          }
        });
  }

  /** Writes the elements behind the header. */
  private interface Body {
    void write(FileChannel channel) throws IOException;
  }

  private static void write(ByteBuffer part, FileChannel channel) throws IOException {
    while (part.hasRemaining()) {
      channel.write(part);
    }
  }

  private static void writeFlat(Path file, ElementType type, int count, Body body)
      throws IOException {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }".formatted(type.descr, count);
    int unpadded = MAGIC.length + VERSION_BYTES + Short.BYTES + dictionary.length() + 1;
    String header = dictionary + " ".repeat(Math.floorMod(-unpadded, ALIGNMENT)) + "\n";
    ByteBuffer start =
        ByteBuffer.allocate(MAGIC.length + VERSION_BYTES + Short.BYTES + header.length())
            .order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
    start.put(header.getBytes(ISO_8859_1)).flip();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(start, channel);
      body.write(channel);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
