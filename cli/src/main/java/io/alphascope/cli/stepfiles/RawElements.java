package io.alphascope.cli.stepfiles;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import io.alphascope.workload.npy.NpyContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Elements of a file in NumPy's format as the trainer takes them: little-endian, in C order. */
public final class RawElements {
  private RawElements() {}

  /**
   * @throws CommandFailure if the file holds anything but float32 or float16
   */
  public static byte[] float32(Path file) {
    NpyArray array = ArrayFile.read(file, NpyContent.NUMBERS);
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
   * @throws CommandFailure if the file holds anything but integers of 32 bits
   */
  public static byte[] int32(Path file) {
    NpyArray array = ArrayFile.read(file, NpyContent.INDICES);
    ByteBuffer raw =
        ByteBuffer.allocate(array.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < array.size(); i++) {
      long index = array.integer(i);
      if ((int) index != index) {
        throw new CommandFailure(
            "%s holds %d, which no index can be".formatted(file, index), "correct that element");
      }
      raw.putInt((int) index);
    }
    return raw.array();
  }
}
