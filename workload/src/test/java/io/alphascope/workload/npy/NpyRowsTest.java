package io.alphascope.workload.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NpyRowsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("inCOrder")
  void readsWhatAnArrayInMemoryHolds(String name) throws IOException, URISyntaxException {
    Path file = Path.of(NpyRowsTest.class.getResource("npy/" + name).toURI());
    NpyArray array = NpyArray.read(file, NpyContent.TARGETS);

    NpyRows rows = NpyRows.map(file, NpyContent.TARGETS);

    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.rowShape()).containsExactly(3L);
    assertThat(rows.type()).isEqualTo(array.type());
    ByteBuffer elements = littleEndian(array.elements().limit());
    rows.copy(0, elements);
    rows.copy(1, elements);
    assertThat(elements.flip()).isEqualTo(array.elements());
  }

  static Stream<String> inCOrder() {
    return NpyArrayTest.written().filter(name -> name.endsWith("-C.npy"));
  }

  @Property(tries = 100)
  void rowsAreTheSameInPiecesOfAnySize(
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(min = 1, max = 5) int width,
      @ForAll @IntRange(min = 1, max = 100) int pieceBytes)
      throws IOException {
    int[] values = new int[size * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 7919;
    }
    Path file = Files.createTempFile("rows", ".npy");
    try {
      NpyFixture.ints(file, "(%d, %d)".formatted(size, width), values);
      NpyRows rows = NpyRows.map(file, NpyContent.INDICES, pieceBytes);
      for (int row = size - 1; row >= 0; row--) {
        ByteBuffer elements = littleEndian(width * Long.BYTES);
        rows.copy(row, elements);
        for (int column = 0; column < width; column++) {
          assertThat(elements.getLong(column * Long.BYTES))
              .isEqualTo((row * width + column) * 7919L);
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  /** 3 GiB, of which the file system stores the last row alone. */
  @Test
  void readsBehindWhatOneBufferCanHold() throws IOException {
    Path file = folder.resolve("large.npy");
    byte[] header = NpyFixture.header("|u1", false, "(3072, 1048576)");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(header);
      sparse.setLength(header.length + (3L << 30));
      sparse.seek(header.length + (3L << 30) - 2);
      sparse.write(new byte[] {7, (byte) 200});
    }

    NpyRows rows = NpyRows.map(file, NpyContent.INPUTS);

    byte[] last = new byte[1 << 20];
    rows.copyBytes(3071, last);
    assertThat(rows.isUnsignedBytes()).isTrue();
    assertThat(last[(1 << 20) - 2]).isEqualTo((byte) 7);
    assertThat(last[(1 << 20) - 1]).isEqualTo((byte) 200);
  }

  @Test
  void refusesWhatHasNoRowsInOnePiece() throws IOException {
    Path file = folder.resolve("a.npy");
    Files.write(file, NpyFixture.header("<f4", true, "(2, 0)"));
    assertRefused(file, "has shape [2, 0], expected [n, …] with a row for each of n samples");
    NpyFixture.floats(file, "()", 1);
    assertRefused(file, "has shape [], expected [n, …]");
    byte[] header = NpyFixture.header("<f4", true, "(2, 1)");
    Files.write(file, java.util.Arrays.copyOf(header, header.length + 8));
    assertRefused(file, "is in Fortran order, where samples do not lie in one piece");
    NpyFixture.floats(file, "(3,)", 1, 2);
    assertRefused(file, "should hold 12 bytes of elements for shape [3], but holds 8");
    NpyFixture.write(file, "|b1", "(2,)", new byte[2]);
    assertRefused(file, "holds booleans (|b1), expected numbers, uint8 or integers");
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> NpyRows.map(file, NpyContent.INPUTS))
        .isInstanceOf(NpyException.class)
        .hasMessageStartingWith(file + " " + words);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
