package io.alphascope.curvatureservice.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.types.DataType;
import com.google.protobuf.ByteString;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.curvatureservice.machine.LackException;
import io.alphascope.events.BatchData;
import io.alphascope.events.Normalisation;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.npy.NpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StepDecoderTest {

  private static final DatasetCatalog CATALOG =
      new DatasetCatalog(Path.of("target/no-data"), Optional.empty(), DownloadProgress.SILENT);
  private static final LinearRun RUN = new LinearRun("run");

  @TempDir Path folder;

  private final StepDecoder decoder =
      new StepDecoder(new Datasets(StepDecoderTest::open, Clock.systemUTC()));

  private static Dataset open(String name) {
    if (name.equals("mnist")) {
      throw new DatasetException("not here; put it there");
    }
    return CATALOG.open(name);
  }

  /** A step of a small network on samples of mnist-sample. */
  private static StepTaken.Builder referenced(int... indices) {
    SampleIndices.Builder samples = SampleIndices.newBuilder();
    for (int index : indices) {
      samples.addIndex(index);
    }
    int parameters = 784 * 10 + 10;
    return StepTaken.newBuilder()
        .setRun("run")
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("784-10")
                .setActivation("relu")
                .setLoss("cross-entropy")
                .setReduction("mean")
                .setDataset("mnist-sample"))
        .setSampleIndices(samples)
        .setTheta0(Tensors.of(new float[parameters], parameters))
        .setTheta1(Tensors.of(new float[parameters], parameters));
  }

  /** A step of a network with two outputs, whose samples have the classes 1, −100 and 0. */
  private static StepTaken.Builder classified() {
    return StepTaken.newBuilder()
        .setRun("run")
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("1-2")
                .setActivation("relu")
                .setLoss("cross-entropy")
                .setReduction("mean"))
        .setBatchData(
            BatchData.newBuilder()
                .setInputs(Tensors.of(new double[3], 3, 1))
                .setTargets(Tensors.of(new long[] {1, -100, 0}, 3)))
        .setTheta0(Tensors.of(new double[4], 4))
        .setTheta1(Tensors.of(new double[4], 4));
  }

  private static Arguments mistake(
      String reason, StepTaken.Builder step, Consumer<StepTaken.Builder> mistake) {
    mistake.accept(step);
    return arguments(reason, step.build());
  }

  private static Consumer<StepTaken.Builder> specified(Consumer<RunSpecification.Builder> mistake) {
    return step -> mistake.accept(step.getSpecificationBuilder());
  }

  private static Consumer<StepTaken.Builder> carrying(Consumer<BatchData.Builder> mistake) {
    return step -> mistake.accept(step.getBatchDataBuilder());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("run: expected 1 to 64 letters", RUN.step(0), step -> step.setRun("a/b")),
        mistake("run: expected 1 to 64 letters", RUN.step(0), step -> step.setRun("..")),
        mistake("step: expected a number from 0, found -1", RUN.step(0), step -> step.setStep(-1)),
        mistake(
            "specification: expected the run's specification, found none",
            RUN.step(0),
            StepTaken.Builder::clearSpecification),
        mistake(
            "specification.network: expected the widths of a network",
            RUN.step(0),
            specified(specification -> specification.setNetwork("2-x"))),
        mistake(
            "specification.network: expected the widths of a network",
            RUN.step(0),
            specified(RunSpecification.Builder::clearNetwork)),
        mistake(
            "specification.activation: expected a known activation, found 'swish'",
            RUN.step(0),
            specified(specification -> specification.setActivation("swish"))),
        mistake(
            "specification.loss: expected a known loss, found 'hinge'",
            RUN.step(0),
            specified(specification -> specification.setLoss("hinge"))),
        mistake(
            "specification.reduction: expected a known reduction, found 'max'",
            RUN.step(0),
            specified(specification -> specification.setReduction("max"))),
        mistake(
            "specification.loss: expected a loss of outputs, as there is no specification.graph",
            RUN.step(0),
            specified(specification -> specification.setLoss("graph"))),
        mistake(
            "specification.loss: expected cross-entropy or squared-error, as mnist-sample has"
                + " classes, found binary-cross-entropy",
            referenced(0),
            specified(specification -> specification.setLoss("binary-cross-entropy"))),
        mistake(
            "specification.label_smoothing: expected a number from 0 to 1, found 1.5",
            referenced(0),
            specified(specification -> specification.setLabelSmoothing(1.5))),
        mistake(
            "specification.label_smoothing: expected none, as only cross-entropy has it, not"
                + " squared-error, found 0.1",
            RUN.step(0),
            specified(specification -> specification.setLabelSmoothing(0.1))),
        mistake(
            "specification.ignore_index: expected a number of 32 bits, found 4294967296",
            referenced(0),
            specified(specification -> specification.setIgnoreIndex(1L << 32))),
        mistake(
            "specification.class_weights[1]: expected a finite number from 0, found NaN",
            referenced(0),
            specified(
                specification -> specification.addClassWeights(1).addClassWeights(Double.NaN))),
        mistake(
            "specification.class_weights: expected 10 weights, one per output of the network,"
                + " found 1",
            referenced(0),
            specified(specification -> specification.addClassWeights(1))),
        mistake(
            "specification.class_axis: expected 1, or none for the last axis, found 2",
            referenced(0),
            specified(specification -> specification.setClassAxis(2))),
        mistake(
            "specification.curvatures[1]: expected the name of a curvature, found 'newton'",
            RUN.step(0),
            specified(specification -> specification.addCurvatures("ggn").addCurvatures("newton"))),
        mistake(
            "specification.observables: expected names of observables, found 'noise,trase@2'",
            RUN.step(0),
            specified(
                specification -> specification.addObservables("noise").addObservables("trase@2"))),
        mistake(
            "specification.observables: expected names of observables, found 'trace,trace@9'",
            RUN.step(0),
            specified(
                specification -> specification.addObservables("trace").addObservables("trace@9"))),
        mistake(
            "learning_rate: expected a finite number, found NaN",
            RUN.step(0),
            step -> step.setLearningRate(Double.NaN)),
        mistake(
            "theta0: expected the parameters before the step, found none",
            RUN.step(0),
            StepTaken.Builder::clearTheta0),
        mistake(
            "theta1: expected the parameters after the step, found none",
            RUN.step(0),
            StepTaken.Builder::clearTheta1),
        mistake(
            "theta0.element_type: expected FLOAT32 or FLOAT64, found INT64",
            RUN.step(0),
            step -> step.setTheta0(Tensors.of(new long[3], 3))),
        mistake(
            "theta0.element_type: expected FLOAT32 or FLOAT64, found unknown type 9",
            RUN.step(0),
            step -> step.getTheta0Builder().setElementTypeValue(9)),
        mistake(
            "theta1.element_type: expected FLOAT64, found FLOAT32",
            RUN.step(0),
            step -> step.setTheta1(Tensors.of(new float[3], 3))),
        mistake(
            "theta0.shape: expected [3], found [4]",
            RUN.step(0),
            step -> step.setTheta0(Tensors.of(new double[4], 4))),
        mistake(
            "theta1.shape: expected [3], found [3, 1]",
            RUN.step(0),
            step -> step.setTheta1(Tensors.of(new double[3], 3, 1))),
        mistake(
            "gradient.shape: expected [3], found [2]",
            RUN.step(0),
            step -> step.setGradient(Tensors.of(new double[2], 2))),
        mistake(
            "theta1.data: expected 3 elements of FLOAT64, 24 bytes, found 16 bytes",
            RUN.step(0),
            step -> step.setTheta1(Tensors.of(new double[2], 3))),
        mistake(
            "batch: expected sample_indices or batch_data, found neither",
            RUN.step(0),
            StepTaken.Builder::clearBatch),
        mistake(
            "batch_data.inputs: expected the inputs of the batch, found none",
            RUN.step(0),
            carrying(BatchData.Builder::clearInputs)),
        mistake(
            "batch_data.targets: expected the targets of the batch, found none",
            RUN.step(0),
            carrying(BatchData.Builder::clearTargets)),
        mistake(
            "batch_data.inputs.element_type: expected FLOAT64, found FLOAT32",
            RUN.step(0),
            carrying(data -> data.setInputs(Tensors.of(new float[8], 4, 2)))),
        mistake(
            "batch_data.inputs.shape: expected [n, 2], at least one sample, found [4, 3]",
            RUN.step(0),
            carrying(data -> data.setInputs(Tensors.of(new double[12], 4, 3)))),
        mistake(
            "batch_data.inputs.shape: expected [n, 2], at least one sample, found [0, 2]",
            RUN.step(0),
            carrying(data -> data.setInputs(Tensors.of(new double[0], 0, 2)))),
        mistake(
            "batch_data.inputs.data: expected 8 elements of FLOAT64, 64 bytes, found 56 bytes",
            RUN.step(0),
            carrying(data -> data.setInputs(Tensors.of(new double[7], 4, 2)))),
        mistake(
            "batch_data.targets.shape: expected [4, 1], found [3, 1]",
            RUN.step(0),
            carrying(data -> data.setTargets(Tensors.of(new double[3], 3, 1)))),
        mistake(
            "batch_data.targets.shape: expected [4], found [5]",
            RUN.step(0),
            carrying(data -> data.setTargets(Tensors.of(new long[5], 5)))),
        mistake(
            "batch_data.targets[2]: expected a class from 0 to 0, one of the network's outputs,"
                + " found 7",
            RUN.step(0),
            carrying(data -> data.setTargets(Tensors.of(new long[] {0, 0, 7, 0}, 4)))),
        mistake(
            "batch_data.targets.shape: expected [3], found [3, 2]",
            classified(),
            carrying(data -> data.setTargets(Tensors.of(new long[6], 3, 2)))),
        mistake(
            "batch_data.targets.element_type: expected INT64 or BOOL or FLOAT64, found FLOAT32",
            classified(),
            carrying(data -> data.setTargets(Tensors.of(new float[6], 3, 2)))),
        mistake(
            "specification.loss: expected options that fit network and targets, found"
                + " 'cross-entropy mean' (class_weights: expected 2",
            classified(),
            specified(specification -> specification.addClassWeights(1))),
        mistake(
            "specification.loss: expected options that fit network and targets, found"
                + " 'cross-entropy mean' (ignore_index: 0 is a class, but the targets are",
            classified(),
            step -> {
              step.getSpecificationBuilder().setIgnoreIndex(0);
              step.getBatchDataBuilder().setTargets(Tensors.of(new double[6], 3, 2));
            }),
        mistake(
            "batch_data.targets[1]: expected 0 or 1, found 2",
            RUN.step(0),
            step -> {
              step.getSpecificationBuilder().setLoss("binary-cross-entropy");
              step.getBatchDataBuilder().setTargets(Tensors.of(new long[] {0, 2, 1, 1}, 4, 1));
            }),
        mistake(
            "specification.dataset: expected the name of a data set, as the step refers to its"
                + " samples, found '../cifar'",
            referenced(0),
            specified(specification -> specification.setDataset("../cifar"))),
        mistake(
            "specification.dataset: expected the name of a data set, as the step refers to its"
                + " samples, found none",
            referenced(0),
            specified(RunSpecification.Builder::clearDataset)),
        mistake(
            "specification.normalisation: expected that of mnist-sample",
            referenced(0),
            specified(
                specification ->
                    specification.setNormalisation(
                        Normalisation.newBuilder().setMean(0.5).setStandardDeviation(0.5)))),
        mistake(
            "specification.normalisation: expected that of mnist-sample, mean 0.1307 and standard"
                + " deviation 0.3081 (or inputs and targets in batch_data), found mean [0.1307,"
                + " 0.5] and standard deviation [0.3081, 0.5]",
            referenced(0),
            specified(
                specification ->
                    specification.setNormalisation(
                        Normalisation.newBuilder()
                            .addAllMeans(List.of(0.1307, 0.5))
                            .addAllStandardDeviations(List.of(0.3081, 0.5))))),
        mistake(
            "sample_indices.index: expected at least one sample, found none",
            referenced(),
            step -> {}),
        mistake(
            "sample_indices.index[1]: expected a training sample of mnist-sample, 0 to",
            referenced(0, 1_000_000),
            step -> {}),
        mistake(
            "sample_indices.index[0]: expected a training sample of mnist-sample, 0 to",
            referenced(-1),
            step -> {}),
        mistake(
            "specification.network: expected 784 inputs, as a sample of mnist-sample has, found 2",
            referenced(0),
            step -> {
              step.getSpecificationBuilder().setNetwork("2-10");
              step.setTheta0(Tensors.of(new float[30], 30));
              step.setTheta1(Tensors.of(new float[30], 30));
            }),
        mistake(
            "specification.network: expected at least 10 outputs, as mnist-sample has classes,"
                + " found 1",
            referenced(0),
            step -> {
              step.getSpecificationBuilder().setNetwork("784-1");
              step.setTheta0(Tensors.of(new float[785], 785));
              step.setTheta1(Tensors.of(new float[785], 785));
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void namesTheFieldWhatWasExpectedAndWhatWasFound(String reason, StepTaken step) {
    assertThatThrownBy(() -> decoder.decode(step))
        .isInstanceOf(MalformedStepException.class)
        .hasMessageStartingWith(reason)
        .hasMessageContaining(", found ");
  }

  @Test
  void shortensWhatAPublisherSentAtLength() {
    StepTaken.Builder step = RUN.step(0);
    step.getSpecificationBuilder().setNetwork("9".repeat(100_000));

    assertThatThrownBy(() -> decoder.decode(step.build()))
        .isInstanceOf(MalformedStepException.class)
        .satisfies(mistake -> assertThat(mistake.getMessage()).hasSizeLessThan(2_000));
  }

  @Test
  void decodesAStepThatCarriesItsData() throws MalformedStepException {
    StepTaken.Builder event = RUN.step(3);
    event.getSpecificationBuilder().addCurvatures("ggn").addCurvatures("hessian/layer");
    event.getSpecificationBuilder().addObservables("trace@50").addObservables("distance");
    event.setParameterDistance(1.5);

    DecodedStep step = decoder.decode(event.build());

    assertThat(step.step().dataType()).isEqualTo(DataType.FLOAT64);
    assertThat(step.step().theta0().remaining()).isEqualTo(3 * Double.BYTES);
    assertThat(step.curvatures()).isEqualTo(CurvatureName.parseList("ggn,hessian/layer"));
    assertThat(step.observables()).isEqualTo(ObservableChoice.parseList("trace@50,distance"));
    assertThat(step.step().parameterDistance()).hasValue(1.5);
    assertThat(step.batches().missing(BatchChoice.own())).isEmpty();
    assertThat(step.batches().missing(BatchChoice.fresh(1))).isPresent();
    Batch batch = step.batches().batch(BatchChoice.own());
    assertThat(batch.size()).isEqualTo(4);
    assertThat(batch.inputs().get(0).data().getDouble(0)).isEqualTo(1);
    assertThat(batch.targets()).isEqualTo(Targets.dense(new double[] {1, -1, 0.5, 2}, 1));
  }

  @Test
  void readsTheOptionsOfTheLoss() throws MalformedStepException {
    StepTaken.Builder event = classified();
    event
        .getSpecificationBuilder()
        .setLabelSmoothing(0.1)
        .setIgnoreIndex(-1)
        .addClassWeights(0.5)
        .addClassWeights(2)
        .setClassAxis(1);
    event.getBatchDataBuilder().setTargets(Tensors.of(new long[] {1, -1, 0}, 3));

    DecodedStep step = decoder.decode(event.build());

    assertThat(step.step().loss())
        .isEqualTo(
            new Loss(
                Loss.Kind.CROSS_ENTROPY,
                Loss.Reduction.MEAN,
                new ClassOptions(0.1, -1, List.of(0.5, 2.0), ClassOptions.Axis.ONE)));
    assertThat(step.batches().batch(BatchChoice.own()).targets())
        .isEqualTo(Targets.labels(1, -1, 0));
    assertThat(decoder.decode(classified().build()).step().loss())
        .isEqualTo(new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN));
  }

  @Test
  void readsTargetsThatAreTrueOrFalse() throws MalformedStepException {
    StepTaken.Builder event = classified();
    Tensor.Builder truth =
        Tensor.newBuilder()
            .setElementType(Tensor.ElementType.BOOL)
            .setData(ByteString.copyFrom(new byte[] {0, 1, 1, 0, 0, 1}))
            .addShape(3)
            .addShape(2);
    event.getSpecificationBuilder().setLoss("binary-cross-entropy");
    event.getBatchDataBuilder().setTargets(truth);

    DecodedStep step = decoder.decode(event.build());

    assertThat(step.batches().batch(BatchChoice.own()).targets())
        .isEqualTo(Targets.labels(new int[] {0, 1, 1, 0, 0, 1}, 2));
  }

  @Test
  void takesTheGradientForOptional() throws MalformedStepException {
    assertThat(decoder.decode(RUN.step(0).clearGradient().build()).step().gradient()).isNull();
  }

  @Test
  void rebuildsABatchFromItsReference() throws MalformedStepException {
    int[] own = {5, 3, 5};
    Dataset sample = CATALOG.open("mnist-sample");
    FloatBuffer expected = inputs(own);
    StepTaken event =
        referenced(own)
            .setSpecification(
                referenced()
                    .getSpecificationBuilder()
                    .setNormalisation(
                        Normalisation.newBuilder().setMean(0.1307).setStandardDeviation(0.3081)))
            .build();

    DecodedStep step = decoder.decode(event);

    Batch batch = step.batches().batch(BatchChoice.own());
    assertThat(batch.inputs().get(0).data().asFloatBuffer()).isEqualTo(expected);
    assertThat(batch.targets()).isEqualTo(sample.targets(Split.TRAIN, own));
  }

  private static FloatBuffer inputs(int... samples) {
    ByteBuffer bytes =
        ByteBuffer.allocate(samples.length * 784 * Float.BYTES).order(ByteOrder.nativeOrder());
    CATALOG.open("mnist-sample").copyInputs(Split.TRAIN, samples, bytes);
    return bytes.flip().asFloatBuffer();
  }

  @Test
  void drawsFreshSamplesBesideTheOwn() throws MalformedStepException {
    DecodedStep step = decoder.decode(referenced(1, 2, 3).build());
    int training = CATALOG.open("mnist-sample").size(Split.TRAIN);

    Batch own = step.batches().batch(BatchChoice.own());
    Batch fresh = step.batches().batch(BatchChoice.fresh(7));

    assertThat(fresh.size()).isEqualTo(7);
    assertThat(fresh.inputs().get(0).data().remaining()).isEqualTo(7 * 784 * Float.BYTES);
    assertThat(own.size()).isEqualTo(3);
    assertThat(step.batches().missing(BatchChoice.fresh(training - 3))).isEmpty();
    assertThat(step.batches().missing(BatchChoice.fresh(training - 2))).isPresent();
  }

  @Test
  void widensInputsForParametersOfDoublePrecision() throws MalformedStepException {
    double[] parameters = new double[784 * 10 + 10];
    Tensor theta = Tensors.of(parameters, parameters.length);
    FloatBuffer expected = inputs(9);

    DecodedStep step = decoder.decode(referenced(9).setTheta0(theta).setTheta1(theta).build());

    Batch batch = step.batches().batch(BatchChoice.own());
    assertThat(batch.inputs().get(0).data().remaining()).isEqualTo(784 * Double.BYTES);
    for (int i = 0; i < 784; i++) {
      assertThat(batch.inputs().get(0).data().getDouble(i * Double.BYTES))
          .isEqualTo(expected.get(i));
    }
  }

  /** One input a sample, as long as its index, of two classes in turn. */
  @Test
  void drawsEveryBatchFromADataSetOfTheUsersOwn() throws Exception {
    Path ruler = Files.createDirectories(folder.resolve("ruler"));
    writeOwn(ruler, "train", 10);
    writeOwn(ruler, "test", 4);
    DatasetCatalog catalog = new DatasetCatalog(folder, Optional.empty(), DownloadProgress.SILENT);
    StepTaken.Builder event = referenced(3, 8);
    event.getSpecificationBuilder().setNetwork("1-2").setDataset("ruler");
    event.setTheta0(Tensors.of(new float[4], 4)).setTheta1(Tensors.of(new float[4], 4));

    StepBatches batches =
        new StepDecoder(new Datasets(catalog::open, Clock.systemUTC()))
            .decode(event.build())
            .batches();

    Batch own = batches.batch(BatchChoice.own());
    assertThat(own.inputs().get(0).data().asFloatBuffer())
        .isEqualTo(FloatBuffer.wrap(new float[] {3, 8}));
    assertThat(own.targets().value(0, 1)).isEqualTo(1);
    assertThat(batches.batch(BatchChoice.fresh(8)).inputs().get(0).data().asFloatBuffer())
        .isEqualTo(FloatBuffer.wrap(new float[] {0, 1, 2, 4, 5, 6, 7, 9}));
    assertThat(batches.batch(BatchChoice.test(4)).size()).isEqualTo(4);
    assertThat(batches.batch(BatchChoice.all()).size()).isEqualTo(10);
    assertThat(batches.missing(BatchChoice.test(5))).contains("data set ruler has 4 test samples");

    Files.delete(ruler.resolve("test-inputs.npy"));
    Files.delete(ruler.resolve("test-targets.npy"));
    StepBatches withoutTest =
        new StepDecoder(new Datasets(catalog::open, Clock.systemUTC()))
            .decode(event.build())
            .batches();
    assertThat(withoutTest.missing(BatchChoice.test(1)))
        .contains("data set ruler has no test samples");
  }

  private static void writeOwn(Path dataset, String split, int size) throws IOException {
    ByteBuffer inputs = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer targets = ByteBuffer.allocate(size * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int sample = 0; sample < size; sample++) {
      inputs.putFloat(sample);
      targets.putLong(sample % 2);
    }
    NpyArray.writeFlat(
        dataset.resolve(split + "-inputs.npy"), NpyArray.ElementType.FLOAT32, inputs.flip());
    NpyArray.writeFlat(
        dataset.resolve(split + "-targets.npy"), NpyArray.ElementType.INT64, targets.flip());
  }

  @Test
  void aDataSetThatThisMachineLacksIsNoMistakeOfTheStep() {
    StepTaken.Builder step = referenced(0);
    step.getSpecificationBuilder().setDataset("mnist");

    assertThatThrownBy(() -> decoder.decode(step.build()))
        .isInstanceOfSatisfying(
            LackException.class,
            lacking -> {
              assertThat(lacking.what()).isEqualTo("data set mnist");
              assertThat(lacking).hasMessage("not here; put it there");
            });
  }

  @Test
  void triesToOpenADataSetThatFailedOnlyOnceInTenSeconds() {
    int[] tries = {0};
    Datasets datasets =
        new Datasets(
            name -> {
              tries[0]++;
              throw new DatasetException("no network");
            },
            Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> datasets.open("mnist"))
          .isInstanceOf(LackException.class)
          .hasMessage("no network");
    }

    assertThat(tries[0]).isEqualTo(1);
  }

  @Test
  void countsACurvatureNamedTwiceOnce() throws MalformedStepException {
    StepTaken.Builder event = RUN.step(0);
    event.getSpecificationBuilder().addAllCurvatures(List.of("ggn", "ggn/full@own", "ggn"));

    assertThat(decoder.decode(event.build()).curvatures())
        .containsExactly(CurvatureName.parse("ggn"));
  }
}
