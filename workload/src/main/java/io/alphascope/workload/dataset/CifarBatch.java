package io.alphascope.workload.dataset;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One of CIFAR-10's binary files, mapped into memory: 10 000 records of one byte for the label and
 * 3 × 32 × 32 bytes for the image, channel by channel, row by row. Thread-safe.
 */
record CifarBatch(MappedByteBuffer records) {

  static final int RECORDS = 10_000;
  static final int CLASSES = 10;
  static final int SIDE = 32;
  static final int IMAGE_BYTES = 3 * SIDE * SIDE;
  static final int BYTES = RECORDS * (1 + IMAGE_BYTES);

  private static final String REMEDY = "unpack the original archive again";

  /**
   * @throws DatasetException if it is another file
   */
  static CifarBatch map(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != BYTES) {
        throw new DatasetException(
            "%s: expected %d bytes, found %d; %s".formatted(file, BYTES, channel.size(), REMEDY));
      }
      CifarBatch batch = new CifarBatch(channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES));
      batch.checkLabels(file);
      return batch;
    } catch (IOException e) {
      throw new DatasetException(
          "%s: cannot be read (%s); %s".formatted(file, e.getMessage(), REMEDY), e);
    }
  }

  private void checkLabels(Path file) {
    for (int record = 0; record < RECORDS; record++) {
      if (label(record) < 0 || label(record) >= CLASSES) {
        throw new DatasetException(
            "%s: expected labels from 0 to %d, found label %d at record %d; %s"
                .formatted(file, CLASSES - 1, label(record) & 0xff, record, REMEDY));
      }
    }
  }

  byte label(int record) {
    return records.get(record * (1 + IMAGE_BYTES));
  }

  void copyImage(int record, byte[] image) {
    records.get(record * (1 + IMAGE_BYTES) + 1, image);
  }
}
