package io.alphascope.local.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of float64 in NumPy's format. */
final class NpyFixture {
  private NpyFixture() {}

  /**
   * @param shape as Python writes it: "(2, 3)"
   */
  static void write(Path file, String shape, double... values) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }\n".formatted(shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + values.length * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length());
    bytes.put(header.getBytes(ISO_8859_1));
    for (double value : values) {
      bytes.putDouble(value);
    }
    Files.write(file, bytes.array());
  }
}
