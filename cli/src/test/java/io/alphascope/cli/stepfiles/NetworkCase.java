package io.alphascope.cli.stepfiles;

import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AFTER;
import static io.alphascope.curvature.quantity.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.cli.test.ExportedNetworks;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network with a step in files and PyTorch's values of it in float64; make.py beside the archive
 * says what they are. The networks of {@link #SHARED} have the ends of long vectors only.
 */
record NetworkCase(Path folder, JsonNode reference) {

  private static final Path SHARED = Path.of("../../shared/onnx");

  private record Observed(
      Map<String, Observation> observations, Map<String, double[]> vectors, long parameters) {}

  /** All that there are, by name. */
  static List<NetworkCase> all(Path temporary) throws IOException {
    ExportedNetworks.unpack(temporary);
    return Stream.of(temporary, SHARED).flatMap(NetworkCase::in).toList();
  }

  private static Stream<NetworkCase> in(Path root) {
    if (!Files.isDirectory(root)) {
      return Stream.empty();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("reference.json")))
          .sorted(Comparator.comparing(Path::getFileName))
          .map(NetworkCase::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + root, e);
    }
  }

  private static NetworkCase read(Path folder) {
    try {
      byte[] json = Files.readAllBytes(folder.resolve("reference.json"));
      return new NetworkCase(folder, new ObjectMapper().readTree(json));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + folder, e);
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  boolean hasGaussNewton() {
    return reference.has("ggn");
  }

  /**
   * Observes the step in all forms that there are, and compares.
   *
   * @param products gives the vectors
   * @param scalars gives the sums over blocks
   */
  Discrepancy discrepancy(StepObserver products, StepObserver scalars) {
    Observed observed = observe(products, scalars);
    Observation hessian = observed.observations.get("hessian");
    double losses =
        worse(
            error(hessian.value(LOSS_BEFORE), "loss_before"),
            error(hessian.value(LOSS_AFTER), "loss_after"));
    double slope = error(hessian.value(SLOPE), "slope");
    if (reference.has("gradient_norm")) {
      slope = worse(slope, error(hessian.value(GRADIENT_NORM), "gradient_norm"));
    }
    double size = Math.abs(value(hasGaussNewton() ? "ggn" : "hessian"));
    double curvature = 0;
    for (Map.Entry<String, Observation> entry : observed.observations.entrySet()) {
      double expected = value(entry.getKey().replace('/', '_'));
      double found = entry.getValue().value(CURVATURE_VALUE).getAsDouble();
      curvature = worse(curvature, Math.abs(found - expected) / size);
    }
    double vectors = 0;
    for (Map.Entry<String, double[]> entry : observed.vectors.entrySet()) {
      vectors = worse(vectors, error(entry.getKey(), entry.getValue()));
    }
    return new Discrepancy(name(), observed.parameters, losses, slope, curvature, vectors);
  }

  StepFolder step() {
    return StepFolder.read(folder, DatasetCatalog.ofEnvironment(folder, NetworkCase::no));
  }

  private Observed observe(StepObserver products, StepObserver scalars) {
    StepFolder step = step();
    List<String> operators = hasGaussNewton() ? List.of("hessian", "ggn") : List.of("hessian");
    Map<String, Observation> observations = new HashMap<>();
    Map<String, double[]> vectors = new HashMap<>();
    products
        .observe(
            step.step(),
            operators.stream().map(CurvatureName::parse).toList(),
            step.batches(),
            (name, product) -> vectors.put(name.toString(), doubles(product)))
        .forEach(full -> observations.put(full.curvature().toString(), full));
    scalars
        .observe(
            step.step(),
            operators.stream().map(name -> CurvatureName.parse(name + "/parameter")).toList(),
            step.batches())
        .forEach(blocks -> observations.put(blocks.curvature().toString(), blocks));
    return new Observed(observations, vectors, step.step().network().parameterCount());
  }

  private static void no(String file, long received, long total) {
    throw new IllegalStateException("nothing is to be downloaded");
  }

  private static double[] doubles(ByteBuffer bytes) {
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  private double value(String name) {
    return reference.get(name).asDouble();
  }

  private double error(OptionalDouble found, String name) {
    return Math.abs(found.orElse(Double.NaN) - value(name)) / Math.abs(value(name));
  }

  /** The largest error of an entry, in the norm of the vector. */
  private double error(String operator, double[] found) {
    double error = 0;
    Path file = folder.resolve(operator + ".npy");
    if (Files.exists(file)) {
      NpyArray expected = ArrayFile.read(file, NpyContent.NUMBERS);
      double[] all = IntStream.range(0, expected.size()).mapToDouble(expected::floating).toArray();
      for (int i = 0; i < all.length; i++) {
        error = worse(error, Math.abs(found[i] - all[i]));
      }
      return all.length == found.length ? error / norm(all) : Double.NaN;
    }
    String letter = operator.equals("hessian") ? "Hd" : "Gd";
    double norm = value(letter + "_norm");
    JsonNode head = reference.get(letter + "_head");
    JsonNode tail = reference.get(letter + "_tail");
    for (int i = 0; i < head.size(); i++) {
      error = worse(error, Math.abs(found[i] - head.get(i).asDouble()));
      int back = found.length - tail.size() + i;
      error = worse(error, Math.abs(found[back] - tail.get(i).asDouble()));
    }
    return worse(error, Math.abs(norm(found) - norm)) / norm;
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double element : vector) {
      squares += element * element;
    }
    return Math.sqrt(squares);
  }

  /** NaN is the worst. */
  private static double worse(double a, double b) {
    return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.max(a, b);
  }
}
