package io.alphascope.local.stepfiles;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
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
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] ZIP_MAGIC = {'P', 'K'};
  private static final int VERSION_BYTES = 2;
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

  /** One floating element, widened. */
  public double floating(int index) {
    return type == ElementType.FLOAT64
        ? elements.getDouble(index * Double.BYTES)
        : elements.getFloat(index * Float.BYTES);
  }

  /** The same floating elements in that type, which must not be narrower. */
  NpyArray in(ElementType wanted) {
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
  NpyArray reshaped(List<Long> other) {
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
   * @throws CommandFailure if it cannot be read, or holds anything else; the remedy is the
   *     content's
   */
  public static NpyArray read(Path file, NpyContent content) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, content, channel);
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be read (%s)".formatted(file, FileTrouble.reason(e)), content.remedy(file), e);
    }
  }

  private static NpyArray read(Path file, NpyContent content, FileChannel channel)
      throws IOException {
    byte[] start = new byte[MAGIC.length + VERSION_BYTES];
    bytes(file, channel, start.length).get(start);
    int version = start[MAGIC.length];
    if (Arrays.equals(start, 0, ZIP_MAGIC.length, ZIP_MAGIC, 0, ZIP_MAGIC.length)) {
      throw new CommandFailure(
          file + " is an archive, as numpy.savez and torch.save make them, not one array",
          "load it and take the array a out of it; " + content.remedy(file));
    }
    if (!isNpy(start) || version < 1 || version > 3) {
      throw new CommandFailure(
          file + " is no file in NumPy's format (.npy, versions 1 to 3)", content.remedy(file));
    }
    int headerBytes =
        version == 1
            ? Short.toUnsignedInt(bytes(file, channel, Short.BYTES).getShort())
            : bytes(file, channel, Integer.BYTES).getInt();
    if (headerBytes < 0 || headerBytes > channel.size()) {
      throw cutShort(file);
    }
    byte[] header = new byte[headerBytes];
    bytes(file, channel, headerBytes).get(header);
    // Version 3 is UTF-8, but only names of fields use it.
    return elements(file, NpyHeader.parse(new String(header, ISO_8859_1), file, content), channel);
  }

  private static NpyArray elements(Path file, NpyHeader header, FileChannel channel)
      throws IOException {
    NpyType type = header.type();
    long inFile;
    long inMemory;
    try {
      inFile = Math.multiplyExact(header.size(), type.bytes());
      inMemory = Math.multiplyExact(header.size(), type.inMemory().bytes);
    } catch (ArithmeticException e) {
      throw cutShort(file);
    }
    if (inFile != channel.size() - channel.position()) {
      throw new CommandFailure(
          "%s should hold %d bytes of elements for shape %s, but holds %d"
              .formatted(file, inFile, header.shape(), channel.size() - channel.position()),
          "write it again with numpy.save");
    }
    if (inMemory > Integer.MAX_VALUE) {
      throw new CommandFailure(
          "%s holds %d bytes, at most %d can be read".formatted(file, inMemory, Integer.MAX_VALUE),
          "observe a smaller step");
    }
    ByteBuffer raw = bytes(file, channel, (int) inFile);
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
        throw new CommandFailure(
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
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }"
            .formatted(type.descr, elements.remaining() / type.bytes);
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
      for (ByteBuffer part : new ByteBuffer[] {start, elements.duplicate()}) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static ByteBuffer bytes(Path file, FileChannel channel, int count) throws IOException {
    ByteBuffer buffer = allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw cutShort(file);
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static CommandFailure cutShort(Path file) {
    return new CommandFailure(file + " is cut short", "write it again with numpy.save");
  }
}
