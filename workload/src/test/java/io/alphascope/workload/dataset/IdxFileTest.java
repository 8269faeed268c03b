package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class IdxFileTest {

  private static final byte[] TWO_BY_THREE = {
    0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 250
  };
  private static final byte[] ELEMENTS = {1, 2, 3, 4, 5, (byte) 250};

  @Test
  void readsPlainBytes() {
    assertThat(read(TWO_BY_THREE, 2, 3)).isEqualTo(ELEMENTS);
  }

  @Test
  void readsGzippedBytes() throws IOException {
    assertThat(read(gzipped(TWO_BY_THREE), 2, 3)).isEqualTo(ELEMENTS);
  }

  @Test
  void namesFileAndDimensionsThatDiffer() {
    assertThatThrownBy(() -> read(TWO_BY_THREE, 3, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessage("digits: expected dimensions [3, 3], found dimensions [2, 3]; fetch it again");
  }

  @Test
  void refusesAnotherFormat() {
    assertThatThrownBy(() -> read("<html>nothing here</html>".getBytes(), 2, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("expected an IDX file that starts with 00000802, found 3c68746d");
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < TWO_BY_THREE.length; length++) {
      byte[] truncated = Arrays.copyOf(TWO_BY_THREE, length);
      assertThatThrownBy(() -> read(truncated, 2, 3))
          .as("first %d bytes", length)
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith("digits: expected ");
    }
  }

  @Test
  void refusesEveryTruncationOfGzippedBytes() throws IOException {
    byte[] gzipped = gzipped(TWO_BY_THREE);
    for (int length = 0; length < gzipped.length; length++) {
      byte[] truncated = Arrays.copyOf(gzipped, length);
      assertThatThrownBy(() -> read(truncated, 2, 3))
          .as("first %d bytes", length)
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith("digits: expected ");
    }
  }

  @Test
  void refusesMoreThanTheDimensionsSay() {
    assertThatThrownBy(() -> read(Arrays.copyOf(TWO_BY_THREE, 19), 2, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessage("digits: expected 6 bytes of data, found more than that; fetch it again");
  }

  @Test
  void noticesADamagedByte() throws IOException {
    byte[] damaged = gzipped(TWO_BY_THREE);
    damaged[damaged.length - 6] ^= 1; // in the CRC
    assertThatThrownBy(() -> read(damaged, 2, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("expected gzipped data, found damaged data");
  }

  private static byte[] read(byte[] file, int... dimensions) {
    return new IdxFile("digits", "fetch it again").read(new ByteArrayInputStream(file), dimensions);
  }

  private static byte[] gzipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
