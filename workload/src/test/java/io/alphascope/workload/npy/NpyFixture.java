package io.alphascope.workload.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in NumPy's format; shapes as Python writes them: "(2, 3)". */
public final class NpyFixture {
  private NpyFixture() {}

  public static void floats(Path file, String shape, double... values) throws IOException {
    ByteBuffer elements = littleEndian(values.length * Float.BYTES);
    for (double value : values) {
      elements.putFloat((float) value);
    }
    write(file, "<f4", shape, elements.array());
  }

  public static void doubles(Path file, String shape, double... values) throws IOException {
    ByteBuffer elements = littleEndian(values.length * Double.BYTES);
    elements.asDoubleBuffer().put(values);
    write(file, "<f8", shape, elements.array());
  }

  public static void ints(Path file, String shape, int... values) throws IOException {
    ByteBuffer elements = littleEndian(values.length * Integer.BYTES);
    elements.asIntBuffer().put(values);
    write(file, "<i4", shape, elements.array());
  }

  public static void bytes(Path file, String shape, int... values) throws IOException {
    byte[] elements = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      elements[i] = (byte) values[i];
    }
    write(file, "|u1", shape, elements);
  }

  /**
   * @param elements as that type has them in a file
   */
  public static void write(Path file, String descr, String shape, byte[] elements)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header(descr, false, shape));
    all.writeBytes(elements);
    Files.write(file, all.toByteArray());
  }

  static byte[] header(String descr, boolean fortranOrder, String shape) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(descr, fortranOrder ? "True" : "False", shape);
    ByteBuffer header = littleEndian(10 + dictionary.length());
    header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    header.putShort((short) dictionary.length()).put(dictionary.getBytes(ISO_8859_1));
    return header.array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
