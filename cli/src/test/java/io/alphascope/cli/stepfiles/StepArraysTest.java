package io.alphascope.cli.stepfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A step of two samples in float32, of which single files are replaced by what people have. */
class StepArraysTest {
  @TempDir Path folder;

  @BeforeEach
  void writeStep() throws IOException {
    specify("1-2");
    write("theta0", "<f4", "(4,)", 1, 0.5, -1, 0.25);
    write("theta1", "<f4", "(4,)", 0.5, 0.5, -1, 0);
    write("gradient", "<f4", "(4,)", 0.5, 0, 0, 0.25);
    write("inputs", "<f4", "(2, 1)", 1, -2);
    write("targets", "<i8", "(2,)", 1, 0);
  }

  @Test
  void staysInFloat32WhereNothingIsWider() throws IOException {
    write("theta1", "<f2", "(4,)", 0x3800, 0x3800, 0xbc00, 0);

    StepArrays arrays = read();

    assertThat(arrays.type()).isEqualTo(ElementType.FLOAT32);
    assertThat(arrays.theta1().floating(2)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"theta0", "theta1", "gradient", "inputs"})
  void computesInTheWidestTypeOfAll(String name) throws IOException {
    boolean inputs = name.equals("inputs");
    write(name, ">f8", inputs ? "(2, 1)" : "(4,)", inputs ? new double[2] : new double[4]);

    StepArrays arrays = read();

    assertThat(arrays.type()).isEqualTo(ElementType.FLOAT64);
    assertThat(arrays.theta0().type()).isEqualTo(ElementType.FLOAT64);
    assertThat(arrays.theta1().type()).isEqualTo(ElementType.FLOAT64);
    assertThat(arrays.gradient().orElseThrow().type()).isEqualTo(ElementType.FLOAT64);
    assertThat(arrays.carried().orElseThrow().inputs().get(0).type())
        .isEqualTo(ElementType.FLOAT64);
    assertThat(arrays.carried().orElseThrow().targets().orElseThrow().type())
        .isEqualTo(ElementType.INT64);
  }

  @Test
  void publishesTheSameEventHoweverTheStepIsWritten() throws IOException {
    Object plain = event();
    write("theta0", ">f4", "(4, 1)", 1, 0.5, -1, 0.25);
    write("theta1", "<f2", "(4,)", 0x3800, 0x3800, 0xbc00, 0);
    write("inputs", ">f4", "(2,)", 1, -2);
    write("targets", "|b1", "(2, 1)", 1, 0);

    assertThat(event()).isEqualTo(plain);
  }

  @Test
  void takesNumbersOfASingleOutputAsAVector() throws IOException {
    specify("1-1");
    write("targets", "<f4", "(2,)", 0.5, 2);

    assertThat(read().carried().orElseThrow().targets().orElseThrow().shape())
        .containsExactly(2L, 1L);
  }

  @Test
  void refusesClassesForASingleOutput() throws IOException {
    specify("1-1");

    assertRefused("a network with a single output has no classes; write numbers with numpy.save(");
  }

  @Test
  void refusesNumbersWhereThereAreSeveralOutputs() throws IOException {
    write("targets", "<f8", "(2,)", 1, 0);

    assertRefused(
        "expected shape [2, 2] for numbers, found [2]; write classes with numpy.save('targets.npy',"
            + " a.astype(numpy.int64))");
  }

  @Test
  void refusesRowsOfIntegers() throws IOException {
    write("targets", "|u1", "(2, 2)", 1, 0, 0, 1);

    assertRefused(
        "expected shape [n] for classes, found [2, 2]; write rows of numbers with"
            + " numpy.save('targets.npy', a.astype(numpy.float32))");
  }

  @Test
  void publishesTheOptionsOfTheLoss() throws IOException {
    write("targets", "<i8", "(2,)", 1, 7);
    write(
        "\"loss\": \"cross-entropy\", \"label_smoothing\": 0.1, \"ignore_index\": 7,"
            + " \"class_weights\": [0.5, 2], \"class_axis\": 1");

    RunSpecification described = ((StepTaken) event()).getSpecification();

    assertThat(described.getLabelSmoothing()).isEqualTo(0.1);
    assertThat(described.getIgnoreIndex()).isEqualTo(7);
    assertThat(described.getClassWeightsList()).containsExactly(0.5, 2.0);
    assertThat(described.getClassAxis()).isEqualTo(1);
    assertThat(described)
        .isEqualTo(StepSpecification.read(folder.resolve("step.json")).described());
  }

  @Test
  void theDistanceFromTheRunsStartIsOfTheFileAlone() throws IOException {
    assertThat(((StepTaken) event()).hasParameterDistance()).isFalse();

    write("\"parameter_distance\": 2.5");

    assertThat(((StepTaken) event()).getParameterDistance()).isEqualTo(2.5);
  }

  @Test
  void keepsTheOptionsThatAreNotNamedOutOfTheEvent() throws IOException {
    write("\"loss\": \"cross-entropy\"");

    RunSpecification described = ((StepTaken) event()).getSpecification();

    assertThat(described.hasIgnoreIndex() || described.hasClassAxis()).isFalse();
    assertThat(described.getClassWeightsList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"label_smoothing\": 2        | label_smoothing: expected a number from 0 to 1, found 2.0",
        "\"label_smoothing\": \"a bit\"  | label_smoothing: expected a number, found \"a bit\"",
        "\"ignore_index\": 0.5         | ignore_index: expected an integer from -2147483648",
        "\"class_weights\": 3          | class_weights: expected a list of numbers, found 3",
        "\"class_weights\": [1, \"a\"]   | class_weights: expected a list of numbers, found [1,",
        "\"class_weights\": {\"a\": 1}   | class_weights: expected a list of numbers, found {",
        "\"class_weights\": [1, -1]    | class_weights: expected finite numbers from 0, found -1.0",
        "\"class_axis\": 2             | class_axis: expected an integer from 1 to 1, found 2",
        "\"loss\": \"squared-error\", \"label_smoothing\": 0.1 | label_smoothing: only"
            + " cross-entropy",
      })
  void refusesOptionsThatNoLossHas(String options, String words) throws IOException {
    write(options);

    assertThatThrownBy(this::read)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("step.json cannot be used (" + words);
  }

  @Test
  void refusesOptionsThatDoNotFitTheNetwork() throws IOException {
    write("\"class_weights\": [1, 2, 3]");

    assertThatThrownBy(this::event).hasStackTraceContaining("class_weights: expected 2, one per");
  }

  @Test
  void saysThatClassesPerPositionNeedOutputsPerPosition() throws IOException {
    write("\"loss\": \"cross-entropy\"");
    write("targets", "<i8", "(2, 3)", 0, 1, 1, 0, 1, 0);

    assertThatThrownBy(this::event)
        .hasStackTraceContaining("expected labels of shape [2], one for each row of classes")
        .hasStackTraceContaining("found [2, 3]");
  }

  @Test
  void takesTruthForTheTargetsOfASigmoid() throws IOException {
    write("\"loss\": \"binary-cross-entropy\"");
    write("targets", "|b1", "(2, 2)", 1, 0, 0, 1);

    StepTaken published = (StepTaken) event();

    assertThat(published.getBatchData().getTargets().getElementType())
        .isEqualTo(Tensor.ElementType.INT64);
    assertThat(published.getBatchData().getTargets().getShapeList()).containsExactly(2L, 2L);
  }

  private void write(String options) throws IOException {
    Files.writeString(
        folder.resolve("step.json"),
        "{\"network\": \"1-2\", \"learning_rate\": 1, %s}".formatted(options));
  }

  private void assertRefused(String words) {
    assertThatThrownBy(this::read)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("targets.npy: ")
        .hasMessageContaining(words);
  }

  private StepArrays read() {
    return StepArrays.read(folder, StepSpecification.read(folder.resolve("step.json")));
  }

  private Object event() {
    DatasetCatalog none =
        new DatasetCatalog(folder.resolve("none"), Optional.empty(), DownloadProgress.SILENT);
    return StepEvent.of(StepFolder.read(folder, none), Optional.of("r"), Instant.EPOCH);
  }

  private void specify(String network) throws IOException {
    Files.writeString(
        folder.resolve("step.json"),
        "{\"network\": \"%s\", \"loss\": \"squared-error\", \"learning_rate\": 1}"
            .formatted(network));
  }

  /**
   * @param values numbers, or for float16 their bits
   */
  private void write(String name, String descr, String shape, double... values) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(descr, shape);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.writeBytes(new byte[] {(byte) header.length(), 0});
    file.writeBytes(header.getBytes());
    for (double value : values) {
      ByteBuffer element =
          ByteBuffer.allocate(descr.charAt(2) - '0')
              .order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      switch (descr.substring(1)) {
        case "f2" -> element.putShort((short) value);
        case "f4" -> element.putFloat((float) value);
        case "f8" -> element.putDouble(value);
        case "i8" -> element.putLong((long) value);
        default -> element.put((byte) value);
      }
      file.writeBytes(element.array());
    }
    Files.write(folder.resolve(name + ".npy"), file.toByteArray());
  }
}
