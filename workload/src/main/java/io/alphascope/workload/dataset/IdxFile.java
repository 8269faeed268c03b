package io.alphascope.workload.dataset;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads MNIST's file format, IDX: two zero bytes, the element type (0x08: unsigned byte), the
 * number of dimensions, each dimension as a big-endian int32, then the elements in C order. A file
 * may be gzipped, whatever its name says.
 */
final class IdxFile {

  private static final int UNSIGNED_BYTE = 0x08;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;

  private final String name;
  private final String remedy;

  /**
   * @param name the file, for messages
   * @param remedy what to do if it is broken, for messages
   */
  IdxFile(String name, String remedy) {
    this.name = name;
    this.remedy = remedy;
  }

  /**
   * Reads unsigned bytes of exactly these dimensions.
   *
   * @param source is closed
   * @throws DatasetException if the content is anything else, or cannot be read
   */
  byte[] read(InputStream source, int... dimensions) {
    try (DataInputStream in = new DataInputStream(unzipped(source))) {
      expectHeader(in, dimensions);
      byte[] elements = new byte[Arrays.stream(dimensions).reduce(1, Math::multiplyExact)];
      int read = in.readNBytes(elements, 0, elements.length);
      if (read < elements.length) {
        throw broken("%d bytes of data".formatted(elements.length), "only %d".formatted(read));
      }
      if (in.read() >= 0) {
        throw broken("%d bytes of data".formatted(elements.length), "more than that");
      }
      return elements;
    } catch (EOFException e) {
      throw broken(describe(dimensions), "a file that ends too early");
    } catch (ZipException e) {
      throw broken("gzipped data", "damaged data (%s)".formatted(e.getMessage()));
    } catch (IOException e) {
      throw new DatasetException("%s: cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static InputStream unzipped(InputStream source) throws IOException {
    InputStream in = new BufferedInputStream(source, BUFFER_BYTES);
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, BUFFER_BYTES) : in;
  }

  private void expectHeader(DataInputStream in, int[] dimensions) throws IOException {
    int magic = in.readInt();
    int expected = UNSIGNED_BYTE << 8 | dimensions.length;
    if (magic != expected) {
      throw broken(
          "an IDX file that starts with %08x".formatted(expected), "%08x".formatted(magic));
    }
    int[] found = new int[dimensions.length];
    for (int axis = 0; axis < found.length; axis++) {
      found[axis] = in.readInt();
    }
    if (!Arrays.equals(found, dimensions)) {
      throw broken(describe(dimensions), describe(found));
    }
  }

  private static String describe(int[] dimensions) {
    return "dimensions " + Arrays.toString(dimensions);
  }

  DatasetException broken(String expected, String found) {
    return new DatasetException(
        "%s: expected %s, found %s; %s".formatted(name, expected, found, remedy));
  }
}
