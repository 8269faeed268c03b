package io.alphascope.cli.step;

import io.alphascope.curvature.ProductSink;
import io.alphascope.curvature.SampleQuantity;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.NamedArray;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Vectors and matrices of a step, each written as a file when it is known: flat, in the step's own
 * element type.
 */
final class SavedArrays implements ProductSink {
  private final Path folder;
  private final ElementType type;

  /** Writes one file. */
  private interface Writing {
    void to(Path file) throws IOException;
  }

  /**
   * @param folder is made with the first file
   */
  SavedArrays(Path folder, ElementType type) {
    this.folder = folder;
    this.type = type;
  }

  @Override
  public void product(CurvatureName curvature, ByteBuffer product) {
    write("product." + curvature, file -> NpyArray.writeFlat(file, type, product));
  }

  @Override
  public void array(CurvatureName curvature, NamedArray array) {
    write(
        array.name().isEmpty() ? curvature.toString() : curvature + "." + array.name(),
        file -> NpyArray.writeFlat(file, type, array.values()));
  }

  void array(SampleQuantity quantity, double[] array) {
    write(quantity.toString(), file -> NpyArray.writeFlat(file, type, array));
  }

  /**
   * @throws io.alphascope.local.failure.CommandFailure if that is impossible
   */
  private void write(String name, Writing writing) {
    try {
      Files.createDirectories(folder);
      writing.to(folder.resolve(name.replaceAll("[/:@]", "_") + ".npy"));
    } catch (IOException e) {
      throw FileTrouble.failure(
          "Cannot write into " + folder, e, "name another folder with --save");
    }
  }
}
