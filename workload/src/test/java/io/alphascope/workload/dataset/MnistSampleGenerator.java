package io.alphascope.workload.dataset;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the files of {@code mnist-sample} from those of MNIST; arguments: the folder of the
 * original gzipped files, the folder to write to.
 */
final class MnistSampleGenerator {

  private MnistSampleGenerator() {}

  public static void main(String[] arguments) throws IOException {
    Path originals = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    for (MnistFile file : MnistFile.values()) {
      try (InputStream in = Files.newInputStream(originals.resolve(file.gzippedName()));
          OutputStream out =
              new SmallestGzip(Files.newOutputStream(target.resolve(file.gzippedName())))) {
        out.write(sampled(file, new GZIPInputStream(in)));
      }
    }
  }

  /** The unpacked sample of an unpacked original file. */
  static byte[] sampled(MnistFile file, InputStream original) {
    boolean training = file == MnistFile.TRAIN_IMAGES || file == MnistFile.TRAIN_LABELS;
    boolean images = file == MnistFile.TRAIN_IMAGES || file == MnistFile.TEST_IMAGES;
    int size = training ? Mnist.TRAINING_SIZE : Mnist.TEST_SIZE;
    int sampleSize = size / Mnist.SAMPLE_STRIDE;
    int[] dimensions = images ? new int[] {size, Mnist.SIDE, Mnist.SIDE} : new int[] {size};
    int elementBytes = images ? Mnist.SIDE * Mnist.SIDE : 1;
    byte[] all = new IdxFile(file.unpackedName(), "take the original").read(original, dimensions);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0x08 << 8 | dimensions.length);
      dimensions[0] = sampleSize;
      for (int dimension : dimensions) {
        out.writeInt(dimension);
      }
      for (int index = 0; index < sampleSize; index++) {
        out.write(all, index * Mnist.SAMPLE_STRIDE * elementBytes, elementBytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static final class SmallestGzip extends GZIPOutputStream {

    SmallestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
