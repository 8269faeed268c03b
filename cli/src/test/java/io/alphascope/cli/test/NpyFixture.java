package io.alphascope.cli.test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in NumPy's format; shapes as Python writes them: "(2, 3)". */
public final class NpyFixture {
  private NpyFixture() {}

  public static void write(Path file, String shape, double... values) throws IOException {
    ByteBuffer elements = littleEndian(values.length * Double.BYTES);
    elements.asDoubleBuffer().put(values);
    write(file, "<f8", shape, elements);
  }

  public static void writeFloat32(Path file, String shape, float... values) throws IOException {
    ByteBuffer elements = littleEndian(values.length * Float.BYTES);
    elements.asFloatBuffer().put(values);
    write(file, "<f4", shape, elements);
  }

  /**
   * @param elements as that type has them in a file, from the position to the limit
   */
  public static void write(Path file, String descr, String shape, ByteBuffer elements)
      throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(descr, shape);
    ByteBuffer bytes = littleEndian(10 + header.length() + elements.remaining());
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length());
    bytes.put(header.getBytes(ISO_8859_1));
    bytes.put(elements);
    Files.write(file, bytes.array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
