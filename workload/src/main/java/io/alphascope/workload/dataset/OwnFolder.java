package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.StoredDataset.StoredSplit;
import io.alphascope.workload.npy.NpyContent;
import io.alphascope.workload.npy.NpyException;
import io.alphascope.workload.npy.NpyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A data set of a user's own: {@code train-inputs.npy} and {@code train-targets.npy}, perhaps
 * {@code test-inputs.npy}, {@code test-targets.npy} and {@code dataset.json}. The arrays stay in
 * their files, which are mapped.
 *
 * @param name its folder's
 */
record OwnFolder(String name, Path folder) {

  private static final String TRAIN_INPUTS = "train-inputs.npy";
  private static final String TRAIN_TARGETS = "train-targets.npy";
  private static final String TEST_INPUTS = "test-inputs.npy";
  private static final String TEST_TARGETS = "test-targets.npy";

  /** x = raw / 255. */
  private static final Normalisation UNIT = Normalisation.of(0, 1);

  /** What was in the folder when it was looked at: sizes and times of change. */
  record Stamp(List<Long> sizes, List<FileTime> changed) {}

  /** Whether it is meant for a data set, whole or not. */
  boolean exists() {
    return has(TRAIN_INPUTS) || has(TRAIN_TARGETS);
  }

  private boolean has(String file) {
    return Files.isRegularFile(folder.resolve(file));
  }

  Stamp stamp() {
    List<Long> sizes = new ArrayList<>();
    List<FileTime> changed = new ArrayList<>();
    for (String file :
        List.of(TRAIN_INPUTS, TRAIN_TARGETS, TEST_INPUTS, TEST_TARGETS, OwnDescription.FILE)) {
      try {
        sizes.add(Files.size(folder.resolve(file)));
        changed.add(Files.getLastModifiedTime(folder.resolve(file)));
      } catch (IOException notThere) {
        sizes.add(-1L);
      }
    }
    return new Stamp(sizes, changed);
  }

  /**
   * @throws DatasetException naming what is missing or wrong, and the remedy
   */
  Dataset open() {
    try {
      return read();
    } catch (NpyException e) {
      throw new DatasetException(
          "data set %s: %s; %s".formatted(name, e.getMessage(), e.remedy()), e);
    } catch (DatasetException | IllegalArgumentException e) {
      throw new DatasetException("data set %s: %s".formatted(name, e.getMessage()), e);
    } catch (IOException e) {
      throw new DatasetException(
          "data set %s: its files cannot be read (%s); let this user read them"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private Dataset read() throws IOException {
    OwnDescription description = OwnDescription.read(folder.resolve(OwnDescription.FILE));
    NpyRows inputs = rows(TRAIN_INPUTS, NpyContent.INPUTS);
    NpyRows targets = rows(TRAIN_TARGETS, NpyContent.TARGETS);
    if (description.normalisation().isPresent() && !inputs.isUnsignedBytes()) {
      throw new DatasetException(
          "%s has a mean and a standard deviation, which are for inputs of uint8; leave them out, as numbers and tokens are taken as they are"
              .formatted(OwnDescription.FILE));
    }
    Optional<Normalisation> normalisation =
        inputs.isUnsignedBytes()
            ? description.normalisation().or(() -> Optional.of(UNIT))
            : Optional.empty();
    Map<Split, StoredSplit> splits = new EnumMap<>(Split.class);
    splits.put(Split.TRAIN, split(TRAIN_INPUTS, inputs, TRAIN_TARGETS, targets, normalisation));
    if (has(TEST_INPUTS) || has(TEST_TARGETS)) {
      NpyRows testInputs = rows(TEST_INPUTS, NpyContent.INPUTS);
      NpyRows testTargets = rows(TEST_TARGETS, NpyContent.TARGETS);
      checkAlike(TRAIN_INPUTS, inputs, TEST_INPUTS, testInputs);
      checkAlike(TRAIN_TARGETS, targets, TEST_TARGETS, testTargets);
      splits.put(
          Split.TEST, split(TEST_INPUTS, testInputs, TEST_TARGETS, testTargets, normalisation));
    }
    return new StoredDataset(name, classes(description, splits), normalisation, splits);
  }

  private NpyRows rows(String file, NpyContent content) throws IOException {
    if (!has(file)) {
      throw new DatasetException(
          "%s holds no %s; %s".formatted(folder, file, content.remedy(folder.resolve(file))));
    }
    return NpyRows.map(folder.resolve(file), content);
  }

  private static StoredSplit split(
      String inputFile,
      NpyRows inputs,
      String targetFile,
      NpyRows targets,
      Optional<Normalisation> normalisation) {
    if (inputs.size() != targets.size()) {
      throw new DatasetException(
          "%s holds %d samples, but %s %d targets; write as many of both"
              .formatted(inputFile, inputs.size(), targetFile, targets.size()));
    }
    if (targets.type().isFloating() && targets.rowShape().size() > 1) {
      throw new DatasetException(
          "%s: expected shape [n, C] for numbers, found %s a sample; reshape it, or write classes with numpy.save('%s', a.astype(numpy.int64))"
              .formatted(targetFile, targets.rowShape(), targetFile));
    }
    return new StoredSplit(
        normalisation
            .<StoredInputs>map(
                values -> new Pixels(inputs.size(), RowShape.of(inputs), inputs::copyBytes, values))
            .orElseGet(() -> new NumberRows(inputs)),
        targets.type().isFloating() ? new NumberTargets(targets) : new ClassRows(targets));
  }

  private static void checkAlike(String trainFile, NpyRows train, String testFile, NpyRows test) {
    boolean alike =
        train.rowShape().equals(test.rowShape())
            && train.type() == test.type()
            && train.isUnsignedBytes() == test.isUnsignedBytes();
    if (!alike) {
      throw new DatasetException(
          "%s holds %s, but %s %s; write both of one type and shape"
              .formatted(testFile, describe(test), trainFile, describe(train)));
    }
  }

  private static String describe(NpyRows rows) {
    Shape shape = RowShape.of(rows);
    return "%s of shape %s a sample"
        .formatted(rows.isUnsignedBytes() ? "UINT8" : rows.type(), shape);
  }

  private static OptionalInt classes(OwnDescription description, Map<Split, StoredSplit> splits) {
    int classes = 0;
    for (Map.Entry<Split, StoredSplit> split : splits.entrySet()) {
      if (split.getValue().targets() instanceof ClassRows labels) {
        String file = split.getKey() == Split.TRAIN ? TRAIN_TARGETS : TEST_TARGETS;
        try {
          classes =
              Math.max(classes, labels.classes(description.classes().orElse(Integer.MAX_VALUE)));
        } catch (DatasetException e) {
          throw new DatasetException(file + ": " + e.getMessage(), e);
        }
      } else if (description.classes().isPresent()) {
        throw new DatasetException(
            "%s names classes, but %s holds numbers; leave them out, or write classes with numpy.save('%s', a.astype(numpy.int64))"
                .formatted(OwnDescription.FILE, TRAIN_TARGETS, TRAIN_TARGETS));
      } else {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(description.classes().orElse(classes));
  }
}
