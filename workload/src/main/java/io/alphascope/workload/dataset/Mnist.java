package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.StoredDataset.StoredSplit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes data sets of MNIST's files: 28 × 28 grey-scale images of ten handwritten digits. */
final class Mnist {

  static final String NAME = "mnist";
  static final String SAMPLE_NAME = "mnist-sample";

  /** The sample holds every fifth image of either split. */
  static final int SAMPLE_STRIDE = 5;

  static final int TRAINING_SIZE = 60_000;
  static final int TEST_SIZE = 10_000;
  static final int SIDE = 28;

  /** Mean and standard deviation over the training images, as commonly used for MNIST. */
  static final Normalisation NORMALISATION = Normalisation.of(0.1307, 0.3081);

  private static final int CLASSES = 10;
  private static final String SAMPLE_FOLDER = "mnist-sample/";

  /** Where the bytes of one of the four files come from. */
  interface Source {

    /** The file's location, for messages. */
    String describe(MnistFile file);

    InputStream open(MnistFile file) throws IOException;
  }

  private Mnist() {}

  /**
   * @param remedy what to do if a file is broken, for messages
   * @throws DatasetException if a file is broken
   */
  static Dataset read(Source files, String remedy) {
    return read(NAME, files, TRAINING_SIZE, TEST_SIZE, remedy);
  }

  /** The sample in the jar. */
  static Dataset sample() {
    Source resources =
        new Source() {
          @Override
          public String describe(MnistFile file) {
            return SAMPLE_FOLDER + file.gzippedName() + " in the jar";
          }

          @Override
          public InputStream open(MnistFile file) throws IOException {
            InputStream resource =
                Mnist.class.getResourceAsStream(SAMPLE_FOLDER + file.gzippedName());
            if (resource == null) {
              throw new IOException("the resource is missing");
            }
            return resource;
          }
        };
    return read(
        SAMPLE_NAME,
        resources,
        TRAINING_SIZE / SAMPLE_STRIDE,
        TEST_SIZE / SAMPLE_STRIDE,
        "the jar is damaged, build it again");
  }

  static Dataset read(String name, Source files, int trainingSize, int testSize, String remedy) {
    return new StoredDataset(
        name,
        OptionalInt.of(CLASSES),
        Optional.of(NORMALISATION),
        Map.of(
            Split.TRAIN,
            images(files, MnistFile.TRAIN_IMAGES, MnistFile.TRAIN_LABELS, trainingSize, remedy),
            Split.TEST,
            images(files, MnistFile.TEST_IMAGES, MnistFile.TEST_LABELS, testSize, remedy)));
  }

  private static StoredSplit images(
      Source files, MnistFile images, MnistFile labels, int size, String remedy) {
    byte[] labelled = elements(files, labels, remedy, size);
    IdxFile labelFile = new IdxFile(files.describe(labels), remedy);
    for (int index = 0; index < size; index++) {
      if (labelled[index] < 0 || labelled[index] >= CLASSES) {
        throw labelFile.broken(
            "labels from 0 to " + (CLASSES - 1),
            "label %d at index %d".formatted(labelled[index] & 0xff, index));
      }
    }
    byte[] pixels = elements(files, images, remedy, size, SIDE, SIDE);
    return new StoredSplit(
        Pixels.of(pixels, new Shape(1, SIDE, SIDE), NORMALISATION), new Classes(labelled));
  }

  private static byte[] elements(Source files, MnistFile file, String remedy, int... dimensions) {
    String name = files.describe(file);
    try (InputStream in = files.open(file)) {
      return new IdxFile(name, remedy).read(in, dimensions);
    } catch (IOException e) {
      throw new DatasetException(
          "%s: cannot be read (%s); %s".formatted(name, e.getMessage(), remedy), e);
    }
  }
}
