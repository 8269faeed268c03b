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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array in NumPy's own format ({@code numpy.lib.format}, versions 1 to 3), in C order and little
 * endian: magic, version, length of the header, header (a Python dictionary as text), elements.
 *
 * @param shape sizes of the axes, none for a scalar
 * @param elements little-endian, product(shape) of them, from position 0 to the limit; direct
 */
public record NpyArray(ElementType type, List<Long> shape, ByteBuffer elements) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION_BYTES = 2;
  private static final int ALIGNMENT = 64;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,L]*)\\)");

  /** Element types that steps are made of. */
  public enum ElementType {
    FLOAT32("<f4", Float.BYTES),
    FLOAT64("<f8", Double.BYTES),
    INT32("<i4", Integer.BYTES),
    INT64("<i8", Long.BYTES);

    private final String descr;
    private final int bytes;

    ElementType(String descr, int bytes) {
      this.descr = descr;
      this.bytes = bytes;
    }

    public boolean isFloating() {
      return this == FLOAT32 || this == FLOAT64;
    }

    static Optional<ElementType> of(String descr) {
      return Arrays.stream(values()).filter(type -> type.descr.equals(descr)).findFirst();
    }
  }

  public NpyArray {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** One integer element, widened. */
  public long integer(int index) {
    return type == ElementType.INT64
        ? elements.getLong(index * Long.BYTES)
        : elements.getInt(index * Integer.BYTES);
  }

  /** One floating element, widened. */
  public double floating(int index) {
    return type == ElementType.FLOAT64
        ? elements.getDouble(index * Double.BYTES)
        : elements.getFloat(index * Float.BYTES);
  }

  /**
   * Reads a file.
   *
   * @throws CommandFailure if it cannot be read, or holds anything else
   */
  public static NpyArray read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel);
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be read (%s)".formatted(file, FileTrouble.reason(e)),
          "put an array there with numpy.save",
          e);
    }
  }

  private static NpyArray read(Path file, FileChannel channel) throws IOException {
    ByteBuffer start = bytes(file, channel, MAGIC.length + VERSION_BYTES);
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    int version = start.get();
    if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
      throw new CommandFailure(
          file + " is no file in NumPy's format (.npy, versions 1 to 3)",
          "write it with numpy.save");
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
    return elements(file, channel, new String(header, ISO_8859_1));
  }

  private static NpyArray elements(Path file, FileChannel channel, String header)
      throws IOException {
    String descr = group(DESCR, header, file);
    ElementType type =
        ElementType.of(descr)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "%s holds elements of type '%s'".formatted(file, descr),
                        "convert them, a.astype('<f8') say; known are " + knownTypes()));
    List<Long> shape =
        Arrays.stream(group(SHAPE, header, file).replace("L", "").split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .map(Long::valueOf)
            .toList();
    if (group(ORDER, header, file).equals("True") && shape.size() > 1) {
      throw new CommandFailure(
          file + " is in Fortran's order", "write it in C order, with numpy.ascontiguousarray");
    }
    long bytes;
    try {
      bytes = Math.multiplyExact(new NpyArray(type, shape, null).size(), type.bytes);
    } catch (ArithmeticException e) {
      throw cutShort(file);
    }
    if (bytes != channel.size() - channel.position()) {
      throw new CommandFailure(
          "%s should hold %d bytes of elements for shape %s, but holds %d"
              .formatted(file, bytes, shape, channel.size() - channel.position()),
          "write it again with numpy.save");
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new CommandFailure(
          "%s holds %d bytes, at most %d can be read".formatted(file, bytes, Integer.MAX_VALUE),
          "observe a smaller step");
    }
    return new NpyArray(type, shape, bytes(file, channel, (int) bytes));
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
    ByteBuffer buffer = ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw cutShort(file);
      }
    }
    return buffer.flip();
  }

  private static String group(Pattern pattern, String header, Path file) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new CommandFailure(
          "%s has an unknown header: %s".formatted(file, header.strip()),
          "write one plain array with numpy.save");
    }
    return matcher.group(1);
  }

  private static CommandFailure cutShort(Path file) {
    return new CommandFailure(file + " is cut short", "write it again with numpy.save");
  }

  private static String knownTypes() {
    return Arrays.stream(ElementType.values())
        .map(type -> "'" + type.descr + "'")
        .collect(Collectors.joining(", "));
  }
}
