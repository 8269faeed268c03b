package io.alphascope.workload.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
  @TempDir Path folder;

  @Test
  void readsWhatNumpyWrote() throws IOException {
    NpyArray array = NpyArray.read(fixture("matrix.npy"), NpyContent.NUMBERS);

    assertThat(array.type()).isEqualTo(ElementType.FLOAT32);
    assertThat(array.shape()).containsExactly(2L, 3L);
    assertThat(array.floating(5)).isEqualTo(-2.5);
  }

  @Test
  void readsNumpysIntegersAndItsSecondVersion() throws IOException {
    NpyArray array = NpyArray.read(fixture("classes-version2.npy"), NpyContent.TARGETS);

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

  /** Everything that NumPy's floats, integers and booleans can be in a file. */
  @ParameterizedTest
  @MethodSource("written")
  void readsEveryTypeByteOrderAndLayoutExactly(String name) throws IOException {
    NpyArray array = NpyArray.read(fixture("npy/" + name), NpyContent.TARGETS);

    assertThat(array.shape()).containsExactly(2L, 3L);
    int bits = 8 * (name.charAt(1) - '0');
    BigInteger power = BigInteger.TWO.pow(bits - 1);
    switch (name.charAt(0)) {
      case 'f' -> {
        assertThat(array.type()).isEqualTo(bits == 64 ? ElementType.FLOAT64 : ElementType.FLOAT32);
        assertThat(IntStream.range(0, 6).mapToDouble(array::floating))
            .containsExactly(-2.5, 0.0, 1.5, 65504.0, 0x1p-24, Double.POSITIVE_INFINITY);
      }
      case 'i' ->
          assertThat(integers(array))
              .containsExactly(-1L, 0L, 1L, power.negate().longValue(), power.longValue() - 1, 7L);
      case 'u' ->
          assertThat(integers(array))
              .containsExactly(
                  1L, 0L, 2L, 3L, bits == 64 ? Long.MAX_VALUE : 2 * power.longValue() - 1, 7L);
      default -> assertThat(integers(array)).containsExactly(1L, 0L, 1L, 0L, 0L, 1L);
    }
  }

  static Stream<String> written() {
    return Stream.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")
        .flatMap(
            type ->
                (type.endsWith("1") ? Stream.of("little") : Stream.of("little", "big"))
                    .flatMap(order -> Stream.of("C", "F").map(l -> type + "-" + order + "-" + l)))
        .map(name -> name + ".npy");
  }

  @Test
  void transposesMoreThanTwoAxes() throws IOException {
    NpyArray cube = NpyArray.read(fixture("npy/cube-F.npy"), NpyContent.NUMBERS);

    assertThat(cube.shape()).containsExactly(2L, 3L, 4L);
    assertThat(IntStream.range(0, 24).mapToDouble(cube::floating).toArray())
        .containsExactly(IntStream.range(0, 24).mapToDouble(i -> i).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy/version-2.npy", "npy/version-3.npy"})
  void readsEveryVersion(String name) throws IOException {
    NpyArray array = NpyArray.read(fixture(name), NpyContent.NUMBERS);

    assertThat(IntStream.range(0, 2).mapToDouble(array::floating)).containsExactly(1.5, -2.5);
  }

  /** Sign, five bits of exponent, ten of fraction, as IEEE 754 has them. */
  @Test
  void widensEveryFloat16Exactly() throws IOException {
    ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.BIG_ENDIAN);
    IntStream.range(0, 1 << 16).forEach(bits -> all.putShort((short) bits));
    byte[] head = npy("{'descr': '>f2', 'fortran_order': False, 'shape': (65536,), }", 0);
    Path file = folder.resolve("half.npy");
    Files.write(file, head);
    Files.write(file, all.array(), StandardOpenOption.APPEND);

    NpyArray array = NpyArray.read(file, NpyContent.NUMBERS);

    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      double magnitude =
          switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (1024 + fraction), exponent - 25);
          };
      assertThat(array.floating(bits))
          .isEqualTo(Double.valueOf(bits >> 15 == 0 ? magnitude : -magnitude));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "complex | holds complex numbers (<c16)",
        "object | \"holds Python objects (|O)\"",
        "text | holds texts (<U1)",
        "bytes | \"holds texts (|S1)\"",
        "time | holds times (<M8[D])",
        "raw | \"holds raw bytes, as of bfloat16 (|V2)\"",
        "longdouble | holds long doubles (<f16)",
        "records | holds records of several fields: choose one field",
        "archive | is an archive, as numpy.savez and torch.save make them, not one array",
      },
      quoteCharacter = '"')
  void refusesWhatIsNoNumberWithTheLineForThatFile(String name, String words) throws IOException {
    byte[] content = Files.readAllBytes(fixture("npy/refused-" + name + ".npy"));

    assertThat(refusal("targets.npy", content, NpyContent.TARGETS))
        .startsWith(words)
        .endsWith(
            "write classes with numpy.save('targets.npy', a.astype(numpy.int64)), numbers with"
                + " numpy.save('targets.npy', a.astype(numpy.float32))");
    assertThat(refusal("theta0.npy", content, NpyContent.NUMBERS))
        .startsWith(words)
        .endsWith(
            "write numbers with numpy.save('theta0.npy', a.astype(numpy.float32)), or"
                + " numpy.float64");
    assertThat(refusal("indices.npy", content, NpyContent.INDICES))
        .startsWith(words)
        .endsWith("write integers with numpy.save('indices.npy', a.astype(numpy.int64))");
  }

  @Test
  void refusesAnIntegerThatIsTooLargeAndSaysWhichOne() throws IOException {
    byte[] content = Files.readAllBytes(fixture("npy/refused-u8.npy"));

    assertThat(refusal("targets.npy", content, NpyContent.TARGETS))
        .isEqualTo(
            "holds 9223372036854775808 at index [1, 0], which no class and no index can be:"
                + " correct that element");
  }

  @Test
  void refusesIntegersWhereNumbersBelongAndTheOtherWayRound() throws IOException {
    assertThat(
            refusal(
                "theta1.npy", Files.readAllBytes(fixture("npy/i4-big-C.npy")), NpyContent.NUMBERS))
        .isEqualTo(
            "holds integers (>i4), expected numbers: write numbers with numpy.save('theta1.npy',"
                + " a.astype(numpy.float32)), or numpy.float64");
    assertThat(
            refusal(
                "indices.npy", Files.readAllBytes(fixture("npy/f4-big-C.npy")), NpyContent.INDICES))
        .isEqualTo(
            "holds numbers (>f4), expected integers: write integers with numpy.save('indices.npy',"
                + " a.astype(numpy.int64))");
  }

  /** Which would be read as the samples 0 and 1. */
  @Test
  void refusesAMaskWhereIndicesBelong() throws IOException {
    assertThat(
            refusal(
                "indices.npy",
                Files.readAllBytes(fixture("npy/b1-little-C.npy")),
                NpyContent.INDICES))
        .isEqualTo(
            "holds a mask of booleans, expected integers: write the positions of what is true, with"
                + " numpy.save('indices.npy', numpy.flatnonzero(a))");
  }

  @Test
  void widensFloat32Exactly() throws IOException {
    NpyArray array = NpyArray.read(fixture("matrix.npy"), NpyContent.NUMBERS);

    assertThat(array.in(ElementType.FLOAT64).floating(5)).isEqualTo(-2.5);
    assertThat(array.in(ElementType.FLOAT64).type()).isEqualTo(ElementType.FLOAT64);
  }

  @Test
  void refusesTooFewAndTooManyElements() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    assertRefused(npy(header, 15), "should hold 16 bytes of elements for shape [2], but holds 15");
    assertRefused(npy(header, 17), "should hold 16 bytes of elements for shape [2], but holds 17");
  }

  @Test
  void refusesAShapeThatOverflows() throws IOException {
    assertRefused(
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (9000000000, 9000000000), }", 16),
        "is cut short");
  }

  @Test
  void refusesAnythingElse() throws IOException {
    assertRefused("no array".getBytes(ISO_8859_1), "is not a file in NumPy's format");
    assertRefused(
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", 8),
        "has an unknown header: {'descr'");
    assertRefused(
        npy("{'descr': '<', 'fortran_order': False, 'shape': (), }", 8), "holds elements");
    assertRefused(new byte[] {(byte) 0x93, 'N'}, "is cut short");
  }

  @Test
  void leavesAMissingFileToTheCaller() {
    assertThatThrownBy(() -> NpyArray.read(folder.resolve("none.npy"), NpyContent.NUMBERS))
        .isInstanceOf(NoSuchFileException.class);
  }

  private void assertRefused(byte[] content, String words) throws IOException {
    assertThat(refusal("refused.npy", content, NpyContent.NUMBERS)).startsWith(words);
  }

  /** What is said of a file, after its name. */
  private String refusal(String name, byte[] content, NpyContent expected) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    NpyException refused =
        catchThrowableOfType(NpyException.class, () -> NpyArray.read(file, expected));
    assertThat(refused.getMessage()).startsWith(file + " ");
    return refused.getMessage().substring(file.toString().length() + 1) + ": " + refused.remedy();
  }

  private static long[] integers(NpyArray array) {
    assertThat(array.type()).isEqualTo(ElementType.INT64);
    return LongStream.range(0, array.size()).map(i -> array.integer((int) i)).toArray();
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
