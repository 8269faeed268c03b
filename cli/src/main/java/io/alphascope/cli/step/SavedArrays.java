package io.alphascope.cli.step;

import io.alphascope.curvature.ProductSink;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.NamedArray;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Vectors and matrices of a step, to be written as files: flat, in the step's own element type. */
final class SavedArrays implements ProductSink {
  private final ElementType type;
  private final Map<String, ByteBuffer> files = new LinkedHashMap<>();

  SavedArrays(ElementType type) {
    this.type = type;
  }

  @Override
  public void product(CurvatureName curvature, ByteBuffer product) {
    files.put("product." + name(curvature), product);
  }

  @Override
  public void array(CurvatureName curvature, NamedArray array) {
    files.put(
        array.name().isEmpty() ? name(curvature) : name(curvature) + "." + array.name(),
        bytes(array.values()));
  }

  private static String name(CurvatureName curvature) {
    return curvature.toString().replaceAll("[/:@]", "_");
  }

  private ByteBuffer bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (type == ElementType.FLOAT64 ? 8 : 4))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (type == ElementType.FLOAT64) {
        bytes.putDouble(value);
      } else {
        bytes.putFloat((float) value);
      }
    }
    return bytes.flip();
  }

  /**
   * Writes all of them, into a folder that is made.
   *
   * @throws io.alphascope.local.failure.CommandFailure if that is impossible
   */
  void write(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, ByteBuffer> file : files.entrySet()) {
        NpyArray.writeFlat(folder.resolve(file.getKey() + ".npy"), type, file.getValue());
      }
    } catch (IOException e) {
      throw FileTrouble.failure(
          "Cannot write into " + folder, e, "name another folder with --save");
    }
  }
}
