package io.alphascope.local.stepfiles;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.stepfiles.NpyArray.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyArrayTest {
  @TempDir Path folder;

  @Test
  void readsWhatNumpyWrote() {
    NpyArray array = NpyArray.read(fixture("matrix.npy"));

    assertThat(array.type()).isEqualTo(ElementType.FLOAT32);
    assertThat(array.shape()).containsExactly(2L, 3L);
    assertThat(array.floating(5)).isEqualTo(-2.5);
  }

  @Test
  void readsNumpysIntegersAndItsSecondVersion() {
    NpyArray array = NpyArray.read(fixture("classes-version2.npy"));

    assertThat(array.type()).isEqualTo(ElementType.INT64);
    assertThat(array.shape()).containsExactly(3L);
    assertThat(array.integer(2)).isEqualTo(9);
  }

  @Test
  void writesTheBytesThatNumpyWrites() throws IOException {
    Path file = folder.resolve("vector.npy");
    ByteBuffer elements = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    elements.putDouble(1).putDouble(-0.5).putDouble(3e300).flip();

    NpyArray.writeFlat(file, ElementType.FLOAT64, elements);

    assertThat(file).hasSameBinaryContentAs(fixture("vector.npy"));
  }

  @Test
  void refusesFortransOrder() {
    assertRefused(
        npy("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 2), }", 16),
        "is in Fortran's order: write it in C order, with numpy.ascontiguousarray");
  }

  @Test
  void takesAFortranVectorWhichIsTheSame() throws IOException {
    Path file =
        Files.write(
            folder.resolve("a.npy"),
            npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2,), }", 16));

    assertThat(NpyArray.read(file).shape()).isEqualTo(List.of(2L));
  }

  @Test
  void refusesOtherElements() {
    assertRefused(
        npy("{'descr': '>f8', 'fortran_order': False, 'shape': (2,), }", 16),
        "holds elements of type '>f8': convert them");
  }

  @Test
  void refusesTooFewAndTooManyElements() {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    assertRefused(npy(header, 15), "should hold 16 bytes of elements for shape [2], but holds 15");
    assertRefused(npy(header, 17), "should hold 16 bytes of elements for shape [2], but holds 17");
  }

  @Test
  void refusesAShapeThatOverflows() {
    assertRefused(
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (9000000000, 9000000000), }", 16),
        "is cut short");
  }

  @Test
  void refusesStructuredElements() {
    assertRefused(
        npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }", 16),
        "has an unknown header");
  }

  @Test
  void refusesAnythingElse() {
    assertRefused("PK\3\4 no array".getBytes(ISO_8859_1), "is no file in NumPy's format");
    assertRefused(new byte[] {(byte) 0x93, 'N'}, "is cut short");
  }

  @Test
  void refusesAMissingFile() {
    assertThatThrownBy(() -> NpyArray.read(folder.resolve("none.npy")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("none.npy cannot be read (it does not exist)");
  }

  private void assertRefused(byte[] content, String words) {
    Path file = folder.resolve("refused.npy");
    assertThatThrownBy(() -> NpyArray.read(Files.write(file, content)))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.line()).startsWith(file + " " + words));
  }

  private static byte[] npy(String header, int elementBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.writeBytes(new byte[] {(byte) (header.length() + 1), 0});
    bytes.writeBytes((header + "\n").getBytes(ISO_8859_1));
    bytes.writeBytes(new byte[elementBytes]);
    return bytes.toByteArray();
  }

  private static Path fixture(String name) {
    try {
      return Path.of(NpyArrayTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
