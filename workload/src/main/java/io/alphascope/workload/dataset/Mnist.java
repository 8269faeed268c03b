package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.StoredDataset.StoredSplit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes data sets of files in MNIST's format: 28 × 28 grey-scale images of ten classes. */
final class Mnist {

  static final String SAMPLE_NAME = "mnist-sample";

  /** The sample holds every fifth image of either split. */
  static final int SAMPLE_STRIDE = 5;

  static final int TRAINING_SIZE = 60_000;
  static final int TEST_SIZE = 10_000;
  static final int SIDE = 28;

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
  static Dataset read(MnistKind kind, Source files, String remedy) {
    return read(kind.datasetName(), kind, files, TRAINING_SIZE, TEST_SIZE, remedy);
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
        MnistKind.MNIST,
        resources,
        TRAINING_SIZE / SAMPLE_STRIDE,
        TEST_SIZE / SAMPLE_STRIDE,
        "the jar is damaged, build it again");
  }

  static Dataset read(
      String name, MnistKind kind, Source files, int trainingSize, int testSize, String remedy) {
    byte[] trainLabels = labels(files, MnistFile.TRAIN_LABELS, trainingSize, remedy);
    MnistKind.ofLabels(trainLabels)
        .filter(other -> other != kind)
        .ifPresent(
            other -> {
              throw new IdxFile(files.describe(MnistFile.TRAIN_LABELS), remedy)
                  .broken("the labels of " + kind.title(), "those of " + other.title());
            });
    byte[] testLabels = labels(files, MnistFile.TEST_LABELS, testSize, remedy);
    return new StoredDataset(
        name,
        OptionalInt.of(CLASSES),
        Optional.of(kind.normalisation()),
        Map.of(
            Split.TRAIN,
            new StoredSplit(
                images(kind, files, MnistFile.TRAIN_IMAGES, trainingSize, remedy),
                new Classes(trainLabels)),
            Split.TEST,
            new StoredSplit(
                images(kind, files, MnistFile.TEST_IMAGES, testSize, remedy),
                new Classes(testLabels))));
  }

  private static StoredInputs images(
      MnistKind kind, Source files, MnistFile file, int size, String remedy) {
    byte[] pixels = elements(files, file, remedy, size, SIDE, SIDE);
    return Pixels.of(pixels, new Shape(1, SIDE, SIDE), kind.normalisation());
  }

  private static byte[] labels(Source files, MnistFile file, int size, String remedy) {
    byte[] labels = elements(files, file, remedy, size);
    for (int index = 0; index < size; index++) {
      if (labels[index] < 0 || labels[index] >= CLASSES) {
        throw new IdxFile(files.describe(file), remedy)
            .broken(
                "labels from 0 to " + (CLASSES - 1),
                "label %d at index %d".formatted(labels[index] & 0xff, index));
      }
    }
    return labels;
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
