package io.alphascope.cli.stepfiles;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import io.alphascope.workload.npy.NpyContent;
import io.alphascope.workload.npy.NpyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A file in NumPy's format that a user has named. */
public final class ArrayFile {

  private ArrayFile() {}

  /**
   * @throws CommandFailure if it cannot be read, or holds anything else
   */
  static NpyArray read(Path file, NpyContent content) {
    try {
      return NpyArray.read(file, content);
    } catch (IOException e) {
      throw FileTrouble.failure(file + " cannot be read", e, content.remedy(file));
    } catch (NpyException e) {
      throw new CommandFailure(e.getMessage(), e.remedy(), e);
    }
  }

  /**
   * The elements as the trainer takes them: little-endian, in C order.
   *
   * @throws CommandFailure if the file holds anything but float32 or float16
   */
  public static byte[] float32(Path file) {
    NpyArray array = read(file, NpyContent.NUMBERS);
    if (array.type() == ElementType.FLOAT64) {
      throw new CommandFailure(
          file + " holds float64, but training is in float32",
          "round them with numpy.save('%s', a.astype(numpy.float32))"
              .formatted(file.getFileName()));
    }
    byte[] bytes = new byte[array.elements().remaining()];
    array.elements().get(bytes);
    return bytes;
  }

  /**
   * Likewise.
   *
   * @throws CommandFailure if the file holds anything but integers of 32 bits
   */
  public static byte[] int32(Path file) {
    int[] indices = integers(read(file, NpyContent.INDICES), file.toString());
    ByteBuffer raw =
        ByteBuffer.allocate(indices.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(indices);
    return raw.array();
  }

  /**
   * Classes or indices.
   *
   * @param file named in the message
   * @throws CommandFailure if an element does not fit into 32 bits
   */
  static int[] integers(NpyArray array, String file) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      long value = array.integer(i);
      if ((int) value != value) {
        throw new CommandFailure(
            "%s holds %d in element %d, which is neither a class nor an index"
                .formatted(file, value, i),
            "correct that element");
      }
      values[i] = (int) value;
    }
    return values;
  }
}
