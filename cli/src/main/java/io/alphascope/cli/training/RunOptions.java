package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.stepfiles.ArrayFile;
import io.alphascope.cli.terminal.Json;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What is trained, and how; what is left out, the trainer service decides. */
public final class RunOptions {
  @Option(
      names = "--dataset",
      description =
          "mnist, mnist-sample, fashion-mnist, cifar-10, or the name of a folder of your own arrays"
              + " (default: mnist if it is available).")
  private String dataset;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      completionCandidates = NetworkPreset.Descriptions.class,
      description = {
        "Widths of a multi-layer perceptron, inputs first, such as 784-300-10, or a name:"
            + " ${COMPLETION-CANDIDATES}; or a file NAME.json that holds"
            + " {\"layers\": [784, 300, 10], \"activation\": \"tanh\"}; or an ONNX model NAME.onnx,"
            + " which starts from its own weights (default: notebook)."
      })
  private String network;

  @Option(names = "--activation", description = "relu, tanh or sigmoid (default: relu).")
  private String activation;

  @Option(
      names = "--loss",
      description = "cross-entropy or squared-error (default: cross-entropy).")
  private String loss;

  @Option(names = "--reduction", description = "mean or sum over the batch (default: mean).")
  private String reduction;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description =
          "Of the loss cross-entropy: share of each target that is spread over all classes, 0 to 1"
              + " (default: 0).")
  private Double labelSmoothing;

  @Option(
      names = "--batch-normalisation",
      paramLabel = "MODE",
      description =
          "Of an ONNX model: training, which uses the statistics of each batch (default: as"
              + " the file says).")
  private String batchNormalisation;

  @Option(names = "--optimizer", description = "sgd, momentum, adam or adamw (default: sgd).")
  private String optimizer;

  @Option(names = "--momentum", description = "Of the optimizer momentum (default: 0.9).")
  private Double momentum;

  @Option(names = "--nesterov", description = "Of the optimizer momentum: Nesterov's correction.")
  private boolean nesterov;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description =
          "Adds DECAY x theta to the gradient; of adamw it is decoupled from that, as in PyTorch"
              + " (default: 0; of adamw 0.01).")
  private Double weightDecay;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "Default: 0.01.")
  private Double learningRate;

  @Option(
      names = "--schedule",
      description =
          "Of the learning rate: constant; cosine, to 0 at the end of the run; or step, times 0.1"
              + " at 50 %% and again at 75 %% of its steps (default: constant).")
  private String schedule;

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      description =
          "Steps over which the rate rises linearly from RATE/STEPS to RATE, before the schedule"
              + " (default: 0).")
  private Long warmup;

  @Option(names = "--batch-size", paramLabel = "N", description = "Default: 64.")
  private Integer batchSize;

  @Option(names = "--epochs", paramLabel = "N", description = "Default: 1.")
  private Integer epochs;

  @Option(
      names = "--seed",
      description = "Of the parameters, the order of samples and the fresh batches (default: 0).")
  private Long seed;

  @Option(names = "--device", description = "auto, cpu or cuda (default: auto).")
  private String device;

  @Option(
      names = "--curvature",
      paramLabel = "NAME",
      split = ",",
      description = "Curvatures to observe (default: " + CurvatureName.DEFAULTS + ").")
  private List<String> curvatures = new ArrayList<>();

  @Option(
      names = "--observe",
      paramLabel = "NAME",
      split = ",",
      description =
          "Observe these too, A@K on every K-th step, for example trace@50,noise; 'observe --help'"
              + " lists them, and 'observe --explain' shows their price (default: none).")
  private List<String> observables = new ArrayList<>();

  @Option(
      names = "--publish-every",
      paramLabel = "K",
      description = "Publish every K-th step; 0: none (default: 1).")
  private Integer publishEvery;

  @Option(
      names = "--when-behind",
      description =
          "wait or skip, if steps come faster than they can be published (default: wait).")
  private String whenBehind;

  @Option(
      names = "--initial-parameters",
      paramLabel = "FILE",
      description =
          "Weight [out, in] and bias, layer by layer: a .npy of float32 or float16, or raw"
              + " little-endian float32.")
  private Path initialParameters;

  @Option(
      names = "--sample-order",
      paramLabel = "FILE",
      description =
          "Epochs x training samples indices: a .npy of integers, or raw little-endian int32.")
  private Path sampleOrder;

  /**
   * The request to the trainer service.
   *
   * @throws CommandFailure if a file cannot be read or has a wrong size, or the network cannot be
   *     used
   */
  public ObjectNode request() {
    ObjectNode request = Json.object();
    put(request, "dataset", dataset);
    NetworkOption named = namedNetwork();
    OptionalLong count = check(named);
    put(request, "network", network == null ? null : named.name());
    named.model().ifPresent(model -> putModel(request, model));
    put(request, "activation", named.activation().orElse(null));
    put(request, "loss", loss);
    put(request, "reduction", reduction);
    put(request, "optimizer", optimizer);
    put(request, "schedule", schedule);
    put(request, "device", device);
    put(request, "when_behind", whenBehind);
    put(request, "label_smoothing", labelSmoothing);
    put(request, "momentum", momentum);
    put(request, "weight_decay", weightDecay);
    put(request, "learning_rate", learningRate);
    put(request, "nesterov", nesterov ? true : null);
    put(request, "warmup", warmup);
    put(request, "batch_size", batchSize);
    put(request, "epochs", epochs);
    put(request, "seed", seed);
    put(request, "publish_every", publishEvery);
    if (!curvatures.isEmpty()) {
      Json.put(request, "curvatures", curvatures.stream().map(String::strip).toList());
    }
    if (!observables.isEmpty()) {
      Json.put(request, "observables", observables.stream().map(String::strip).toList());
    }
    if (initialParameters != null) {
      request.put("initial_parameters", parameters(initialParameters, count));
    }
    if (sampleOrder != null) {
      request.put("sample_order", order(sampleOrder));
    }
    return request;
  }

  private NetworkOption namedNetwork() {
    NetworkOption named =
        NetworkOption.of(
            network == null ? NetworkPreset.NOTEBOOK.toString() : network.strip(),
            batchStatistics());
    return activation == null ? named : named.withActivation(activation.strip());
  }

  private boolean batchStatistics() {
    if (batchNormalisation == null) {
      return false;
    }
    if (!batchNormalisation.strip().equals("training")) {
      throw new CommandFailure(
          "--batch-normalisation '%s' is unknown".formatted(batchNormalisation),
          "give training, or leave it out to do as the file says");
    }
    return true;
  }

  private static void putModel(ObjectNode request, Network model) {
    request.put("graph", OnnxWriter.write(model.graph()));
    ObjectNode parameters = request.putObject("parameters");
    model.parameterShapes().forEach((name, shape) -> parameters.set(name, Json.tree(shape)));
    float[] values = model.initialParameters(0);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    request.put("initial_parameters", bytes.array());
  }

  /**
   * Checks what can be checked before anything is started.
   *
   * @return the number of parameters, unless it depends on the data set
   */
  private OptionalLong check(NetworkOption named) {
    try {
      checkLoss();
      curvatures.forEach(name -> CurvatureName.parse(name.strip()));
      ObservableChoice.parseAll(observables);
      Activation function = named.activation().map(Activation::parse).orElse(Activation.RELU);
      if (named.model().isPresent()) {
        return OptionalLong.of(named.model().get().parameterCount());
      }
      return Preset.find(named.name()).isPresent()
          ? OptionalLong.empty()
          : OptionalLong.of(Network.of(named.name(), function).parameterCount());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("The run cannot be started", e.getMessage(), e);
    }
  }

  private void checkLoss() {
    Loss checked =
        new Loss(
            loss == null ? Loss.Kind.CROSS_ENTROPY : Loss.Kind.parse(loss.strip()),
            reduction == null ? Loss.Reduction.MEAN : Loss.Reduction.parse(reduction.strip()));
    if (labelSmoothing != null) {
      checked.with(ClassOptions.NONE.withLabelSmoothing(labelSmoothing));
    }
  }

  private static byte[] parameters(Path file, OptionalLong expected) {
    byte[] bytes = read(file, "--initial-parameters", ArrayFile::float32);
    long count = expected.orElse(bytes.length / Float.BYTES);
    if (bytes.length != count * Float.BYTES) {
      throw new CommandFailure(
          "--initial-parameters %s holds %d bytes, but the network's %d parameters take %d"
              .formatted(file, bytes.length, count, count * Float.BYTES),
          "give a .npy or raw little-endian float32, for this --network");
    }
    return bytes;
  }

  private byte[] order(Path file) {
    byte[] bytes = read(file, "--sample-order", ArrayFile::int32);
    int parts = epochs == null ? 1 : Math.max(1, epochs);
    if (bytes.length == 0 || bytes.length % ((long) parts * Integer.BYTES) != 0) {
      throw new CommandFailure(
          "--sample-order %s holds %d bytes, which is not %d epochs of int32 indices"
              .formatted(file, bytes.length, parts),
          "give epochs x training samples in a .npy or as raw little-endian int32");
    }
    return bytes;
  }

  private static byte[] read(Path file, String option, Function<Path, byte[]> elementsOfNpy) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return NpyArray.isNpy(bytes) ? elementsOfNpy.apply(file) : bytes;
    } catch (IOException e) {
      throw FileTrouble.failure(
          "%s %s cannot be read".formatted(option, file),
          e,
          "name a file that exists and can be read");
    }
  }

  /** Nothing if it is null. */
  private static void put(ObjectNode request, String name, Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw new CommandFailure(
          "--%s must be a number, not %s".formatted(name.replace('_', '-'), number),
          "give a number");
    }
    if (value != null) {
      request.set(name, Json.tree(value instanceof String text ? text.strip() : value));
    }
  }
}
