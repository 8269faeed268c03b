package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.npy.NpyFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDatasetsTest {

  @TempDir private Path data;
  private Path flowers;

  @BeforeEach
  void makeFolder() throws IOException {
    flowers = Files.createDirectory(data.resolve("flowers"));
  }

  @Test
  void takesNumbersAsTheyAreAndCountsTheClasses() throws IOException {
    NpyFixture.floats(file("train-inputs"), "(3, 2)", 1, 2, 3, 4, 5, -6.5);
    NpyFixture.ints(file("train-targets"), "(3,)", 0, 4, -100);
    Dataset dataset = open();

    assertThat(dataset.name()).isEqualTo("flowers");
    assertThat(dataset.size(Split.TRAIN)).isEqualTo(3);
    assertThat(dataset.size(Split.TEST)).isZero();
    assertThat(dataset.sampleShape()).isEqualTo(new Shape(2));
    assertThat(dataset.inputType()).isEqualTo(DataType.FLOAT32);
    assertThat(dataset.classes()).hasValue(5);
    assertThat(dataset.targetShape()).isEqualTo(new Shape());
    assertThat(dataset.normalisation()).isEmpty();
    assertThat(floats(dataset, Split.TRAIN, 2, 0)).isEqualTo(FloatBuffer.wrap(of(5, -6.5f, 1, 2)));
    assertThat(dataset.targets(Split.TRAIN, new int[] {1, 0}).value(0, 4)).isEqualTo(1);
    assertThatThrownBy(() -> dataset.targets(Split.TEST, new int[] {0}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void normalisesImagesByChannelAsTheDescriptionSays() throws IOException {
    NpyFixture.bytes(file("train-inputs"), "(1, 2, 1, 2)", 0, 255, 51, 102);
    NpyFixture.bytes(file("train-targets"), "(1, 1)", 1);
    NpyFixture.bytes(file("test-inputs"), "(2, 2, 1, 2)", 0, 0, 0, 0, 255, 255, 255, 255);
    NpyFixture.bytes(file("test-targets"), "(2, 1)", 0, 2);
    describe(
        "{'mean': [0.5, 0.25], 'standard_deviation': [0.5, 2], 'classes': ['rose', 'lily',"
            + " 'ivy']}");
    Dataset dataset = open();

    assertThat(dataset.size(Split.TEST)).isEqualTo(2);
    assertThat(dataset.classes()).hasValue(3);
    assertThat(dataset.targetShape()).isEqualTo(new Shape());
    assertThat(dataset.normalisation())
        .contains(new Normalisation(List.of(0.5, 0.25), List.of(0.5, 2.0)));
    assertThat(floats(dataset, Split.TRAIN, 0))
        .isEqualTo(FloatBuffer.wrap(of(-1, 1, (51 / 255f - 0.25f) / 2, (102 / 255f - 0.25f) / 2)));
    assertThat(floats(dataset, Split.TEST, 1).get(0)).isEqualTo(1);
  }

  @Test
  void takesBytesBetweenZeroAndOneWhereNothingIsSaid() throws IOException {
    NpyFixture.bytes(file("train-inputs"), "(1, 3)", 0, 51, 255);
    NpyFixture.ints(file("train-targets"), "(1,)", 0);
    assertThat(floats(open(), Split.TRAIN, 0)).isEqualTo(FloatBuffer.wrap(of(0, 51 / 255f, 1)));
    assertThat(open().normalisation()).contains(Normalisation.of(0, 1));
  }

  @Test
  void readsTokensWithAClassForEachPosition() throws IOException {
    NpyFixture.ints(file("train-inputs"), "(2, 3)", 1, 2, 3, 4, 5, 6);
    NpyFixture.ints(file("train-targets"), "(2, 3)", 2, 3, 0, 5, 6, -100);
    Dataset dataset = open();

    assertThat(dataset.inputType()).isEqualTo(DataType.INT64);
    assertThat(dataset.inputType(DataType.FLOAT64)).isEqualTo(DataType.INT64);
    assertThat(dataset.classes()).hasValue(7);
    assertThat(dataset.targetShape()).isEqualTo(new Shape(3));
    ByteBuffer inputs = NativeBytes.of(3 * Long.BYTES);
    dataset.copyInputs(Split.TRAIN, new int[] {1}, DataType.FLOAT32, inputs);
    assertThat(inputs.getLong(2 * Long.BYTES)).isEqualTo(6);
    Targets targets = dataset.targets(Split.TRAIN, new int[] {1, 0});
    assertThat(targets).isEqualTo(Targets.labels(new int[] {5, 6, -100, 2, 3, 0}, 3));
  }

  @Test
  void keepsDoublesAndRoundsThemWhereTheyAreComputedWithInFloats() throws IOException {
    NpyFixture.doubles(file("train-inputs"), "(2, 1)", 0.1, 1e300);
    NpyFixture.floats(file("train-targets"), "(2, 3)", 1, 2, 3, 4, 5, 6);
    Dataset dataset = open();

    assertThat(dataset.inputType()).isEqualTo(DataType.FLOAT64);
    assertThat(dataset.classes()).isEmpty();
    assertThat(dataset.targetShape()).isEqualTo(new Shape(3));
    ByteBuffer wide = NativeBytes.of(2 * Double.BYTES);
    dataset.copyInputs(Split.TRAIN, new int[] {0, 1}, DataType.FLOAT64, wide);
    assertThat(wide.getDouble(0)).isEqualTo(0.1);
    ByteBuffer narrow = NativeBytes.of(Float.BYTES);
    dataset.copyInputs(Split.TRAIN, new int[] {0}, DataType.FLOAT32, narrow);
    assertThat(narrow.getFloat(0)).isEqualTo(0.1f);
    assertThat(dataset.targets(Split.TRAIN, new int[] {1}).value(0, 2)).isEqualTo(6);
  }

  @Test
  void tellsWhichNetworksFit() throws IOException {
    NpyFixture.floats(file("train-inputs"), "(1, 2)", 1, 2);
    NpyFixture.floats(file("train-targets"), "(1, 3)", 1, 2, 3);
    assertThat(misfit(2, 3)).isEmpty();
    assertThat(misfit(2, 4))
        .contains(new Misfit("3 outputs, as a target of flowers has numbers", "4"));
    NpyFixture.ints(file("train-targets"), "(1, 2)", 0, 1);
    assertThat(misfit(2, 2))
        .contains(new Misfit("outputs for each of (2) positions, as flowers has classes", "2"));
    NpyFixture.ints(file("train-inputs"), "(1, 2)", 1, 2);
    assertThat(misfit(2, 2))
        .contains(
            new Misfit(
                "a network that takes indices, as the samples of flowers are",
                "an input of float32"));
  }

  private Optional<Misfit> misfit(int inputs, int outputs) {
    Network network = Network.of(inputs + "-" + outputs, Activation.RELU);
    return Misfit.of(open(), network.inputs(), network.outputs());
  }

  @Test
  void looksInBothFoldersAndListsWhatIsThere() throws IOException {
    Path other = Files.createDirectories(data.resolve("datasets/weeds"));
    write(other, 5);
    write(flowers, 1);
    write(Files.createDirectory(data.resolve("no name")), 1);
    write(Files.createDirectory(data.resolve("mnist")), 1);
    Files.createDirectory(data.resolve("empty"));
    DatasetCatalog catalog = catalog();

    assertThat(catalog.names())
        .containsExactly("mnist", "mnist-sample", "fashion-mnist", "cifar-10", "flowers", "weeds");
    assertThat(catalog.open("weeds").size(Split.TRAIN)).isEqualTo(5);
    catalog.checkFolders();
    assertThatThrownBy(() -> catalog.open("trees"))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessage(
            "unknown data set 'trees'; there are mnist, mnist-sample, fashion-mnist, cifar-10,"
                + " flowers, weeds; one of your own is a folder of that name in %s or %s that holds"
                    .formatted(data, data.resolve("datasets"))
                + " train-inputs.npy and train-targets.npy");
    assertThatThrownBy(() -> catalog.open("../flowers"))
        .isInstanceOf(DatasetException.class)
        .isNotInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith("no data set can be called '../flowers'; name it by");
  }

  @Test
  void opensOnceUntilTheFilesChange() throws IOException {
    write(flowers, 2);
    DatasetCatalog catalog = catalog();
    Dataset first = catalog.open("flowers");
    assertThat(catalog.open("flowers")).isSameAs(first);
    write(flowers, 3);
    assertThat(catalog.open("flowers").size(Split.TRAIN)).isEqualTo(3);
    Dataset second = catalog.open("flowers");
    Files.setLastModifiedTime(file("train-inputs"), FileTime.fromMillis(0));
    assertThat(catalog.open("flowers")).isNotSameAs(second);
  }

  @Test
  void refusesAFolderThatLacksAFile() throws IOException {
    NpyFixture.floats(file("train-inputs"), "(1, 2)", 1, 2);
    assertRefused(
        flowers
            + " holds no train-targets.npy; write classes with numpy.save('train-targets.npy',"
            + " a.astype(numpy.int64)), numbers with numpy.save('train-targets.npy',"
            + " a.astype(numpy.float32))");
    NpyFixture.ints(file("train-targets"), "(1,)", 0);
    NpyFixture.ints(file("test-targets"), "(1,)", 0);
    assertRefused(flowers + " holds no test-inputs.npy; write images with");
  }

  @Test
  void refusesWhatDoesNotFitTogether() throws IOException {
    NpyFixture.floats(file("train-inputs"), "(2, 2)", 1, 2, 3, 4);
    NpyFixture.ints(file("train-targets"), "(3,)", 0, 1, 2);
    assertRefused(
        "train-inputs.npy holds 2 samples, but train-targets.npy 3 targets; write as many of both");
    NpyFixture.ints(file("train-targets"), "(2,)", 0, 1);
    NpyFixture.floats(file("test-inputs"), "(1, 3)", 1, 2, 3);
    NpyFixture.ints(file("test-targets"), "(1,)", 0);
    assertRefused(
        "test-inputs.npy holds FLOAT32 of shape (3) a sample, but train-inputs.npy FLOAT32 of shape"
            + " (2) a sample; write both of one type and shape");
    NpyFixture.bytes(file("test-inputs"), "(1, 2)", 1, 2);
    assertRefused("test-inputs.npy holds UINT8 of shape (2) a sample, but train-inputs.npy");
  }

  @Test
  void refusesTypesThatAreNoSamplesAndNoTargets() throws IOException {
    NpyFixture.write(file("train-inputs"), "<c8", "(1,)", new byte[8]);
    NpyFixture.ints(file("train-targets"), "(1,)", 0);
    assertRefused(file("train-inputs") + " holds complex numbers (<c8); write images with");
    NpyFixture.floats(file("train-inputs"), "(1, 2)", 1, 2);
    NpyFixture.floats(file("train-targets"), "(1, 2, 2)", 1, 2, 3, 4);
    assertRefused("train-targets.npy: expected shape [n, C] for numbers, found [2, 2] a sample;");
  }

  @Test
  void refusesLabelsThatAreNoClasses() throws IOException {
    write(flowers, 2);
    NpyFixture.ints(file("train-targets"), "(2,)", 3, -1);
    assertRefused(
        "train-targets.npy: expected labels from 0 to 2147483646, or -100 for none, found label -1"
            + " of sample 1; correct it");
    describe("{'classes': ['a', 'b', 'c']}");
    assertRefused(
        "train-targets.npy: expected labels from 0 to 2, or -100 for none, found label 3 of sample"
            + " 0; correct it");
  }

  @Test
  void refusesADescriptionThatCannotBe() throws IOException {
    write(flowers, 1);
    describe("{'mean': 0.5, 'standard_deviation': 0.5}");
    assertRefused(
        "dataset.json has a mean and a standard deviation, which are for inputs of uint8;");
    NpyFixture.bytes(file("train-inputs"), "(1, 2)", 1, 2);
    describe("{'mean': [0.5, 0.5, 0.5], 'standard_deviation': [1, 1, 1]}");
    assertRefused("a normalisation of 3 channels fits no samples of shape (2)");
    describe("{'mean': 0.5}");
    assertRefused(description() + " holds one of mean and standard_deviation without the other;");
    describe("{'mean': 0.5, 'standard_deviation': 0}");
    assertRefused(description() + " holds normalisation needs a finite mean and a positive");
    describe("{'labels': 3}");
    assertRefused(description() + " holds the unknown field 'labels'; it may hold");
    describe("{'classes': 3}");
    assertRefused(description() + " holds classes that are not a list of names: 3;");
    describe("[1");
    assertRefused(description() + " holds no JSON (");
    NpyFixture.floats(file("train-targets"), "(1, 2)", 1, 2);
    describe("{'classes': ['a', 'b']}");
    assertRefused("dataset.json names classes, but train-targets.npy holds numbers; leave them");
  }

  private void assertRefused(String words) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .isNotInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith("data set flowers: " + words);
  }

  private static void write(Path folder, int size) throws IOException {
    NpyFixture.floats(
        folder.resolve("train-inputs.npy"), "(%d, 1)".formatted(size), new double[size]);
    NpyFixture.ints(folder.resolve("train-targets.npy"), "(%d,)".formatted(size), new int[size]);
  }

  private Path file(String name) {
    return flowers.resolve(name + ".npy");
  }

  private Path description() {
    return flowers.resolve("dataset.json");
  }

  private void describe(String json) throws IOException {
    Files.writeString(description(), json.replace('\'', '"'));
  }

  private Dataset open() {
    return catalog().open("flowers");
  }

  private DatasetCatalog catalog() {
    return new DatasetCatalog(data.resolve("datasets"), Optional.of(data), DownloadProgress.SILENT);
  }

  private static FloatBuffer floats(Dataset dataset, Split split, int... samples) {
    ByteBuffer inputs =
        NativeBytes.of(samples.length * (int) dataset.sampleShape().size() * Float.BYTES);
    dataset.copyInputs(split, samples, inputs);
    assertThat(inputs.remaining()).isZero();
    return inputs.flip().asFloatBuffer();
  }

  private static float[] of(float... values) {
    return values;
  }
}
