package io.alphascope.workload.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dictionary at the start of a file.
 *
 * @param fortranOrder whether the first index runs fastest
 */
record NpyHeader(NpyType type, boolean fortranOrder, List<Long> shape) {
  private static final byte[] ZIP_MAGIC = {'P', 'K'};
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*(?:'([^']+)'|\\[)");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(((?:\\d{1,18}L?(?:\\s*,\\s*|(?=\\))))*)\\)");

  /**
   * Reads all that comes before the elements, and leaves the channel there.
   *
   * @throws NpyException if the file may not hold such elements
   */
  static NpyHeader read(FileChannel channel, Path file, NpyContent content) throws IOException {
    byte[] start = new byte[NpyArray.MAGIC.length + NpyArray.VERSION_BYTES];
    bytes(file, channel, start.length).get(start);
    int version = start[NpyArray.MAGIC.length];
    if (Arrays.equals(start, 0, ZIP_MAGIC.length, ZIP_MAGIC, 0, ZIP_MAGIC.length)) {
      throw new NpyException(
          file + " is an archive, as numpy.savez and torch.save make them, not one array",
          "load it and take the array a out of it; " + content.remedy(file));
    }
    if (!NpyArray.isNpy(start) || version < 1 || version > 3) {
      throw new NpyException(
          file + " is not a file in NumPy's format (.npy, versions 1 to 3)", content.remedy(file));
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
    return parse(new String(header, ISO_8859_1), file, content);
  }

  private static NpyHeader parse(String text, Path file, NpyContent content) {
    String descr = group(DESCR, text, file, content);
    if (descr == null) {
      throw new NpyException(
          file + " holds records of several fields", "choose one field; " + content.remedy(file));
    }
    NpyType type =
        NpyType.of(descr)
            .orElseThrow(
                () ->
                    new NpyException(
                        "%s holds %s (%s)".formatted(file, NpyType.unknown(descr), descr),
                        content.remedy(file)));
    content.check(file, type);
    return new NpyHeader(
        type,
        group(ORDER, text, file, content).equals("True"),
        Arrays.stream(group(SHAPE, text, file, content).replace("L", "").split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .map(Long::valueOf)
            .toList());
  }

  private static String group(Pattern pattern, String text, Path file, NpyContent content) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new NpyException(
          "%s has an unknown header: %s".formatted(file, text.strip()), content.remedy(file));
    }
    return matcher.group(1);
  }

  /** Number of elements. */
  long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * Bytes of all elements in the file.
   *
   * @param found bytes behind the header
   * @throws NpyException if these are not as many
   */
  long bytesIn(Path file, long found) {
    long expected;
    try {
      expected = Math.multiplyExact(size(), type.bytes());
    } catch (ArithmeticException e) {
      throw cutShort(file);
    }
    if (expected != found) {
      throw new NpyException(
          "%s should hold %d bytes of elements for shape %s, but holds %d"
              .formatted(file, expected, shape, found),
          "write it again with numpy.save");
    }
    return expected;
  }

  /** Whether the elements lie in the file as they do in memory. */
  boolean isInMemory() {
    return type.isInMemory() && (!fortranOrder || shape.size() < 2);
  }

  /** Distance in the file between neighbours along each axis, in bytes. */
  int[] strides() {
    int[] strides = new int[shape.size()];
    int stride = type.bytes();
    for (int k = 0; k < strides.length; k++) {
      int axis = fortranOrder ? k : strides.length - 1 - k;
      strides[axis] = stride;
      stride *= shape.get(axis); // exceeds an int only if there are no elements
    }
    return strides;
  }

  /** The next bytes of a file, direct and little-endian. */
  static ByteBuffer bytes(Path file, FileChannel channel, int count) throws IOException {
    ByteBuffer buffer = NpyArray.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw cutShort(file);
      }
    }
    return buffer.flip();
  }

  private static NpyException cutShort(Path file) {
    return new NpyException(file + " is cut short", "write it again with numpy.save");
  }
}
