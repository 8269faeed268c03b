package io.alphascope.curvature;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Operators;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** The program that {@link FlatMemoryTest} runs: prints its memory before and after. */
final class ThousandObservations {
  static final Path STATUS = Path.of("/proc/self/status");

  /**
   * @param residentBytes of the process
   * @param arrays of DJL that are still reachable
   */
  record Memory(long residentBytes, long arrays) {

    static Memory now() throws IOException, JMException {
      String histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      return new Memory(
          1024 * number(Files.readString(STATUS), "VmRSS:\\s+(\\d+) kB"),
          number(histogram, "(\\d+)\\s+\\d+\\s+ai\\.djl\\.pytorch\\.engine\\.PtNDArray\\s"));
    }

    private static long number(String text, String pattern) {
      return Pattern.compile(pattern)
          .matcher(text)
          .results()
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .findFirst()
          .orElse(0);
    }
  }

  private ThousandObservations() {}

  /**
   * @param arguments {@code perceptron}, {@code lenet5}, or {@code everything}: of a small
   *     perceptron, and as a third argument its widths; the number of observations
   */
  public static void main(String[] arguments) throws IOException, JMException {
    boolean everything = arguments[0].equals("everything");
    String widths = arguments.length > 2 ? arguments[2] : everything ? "6-5-4-3" : "784-128-64-10";
    Problem problem =
        new Problem(
            Arrays.stream(widths.split("-")).mapToInt(Integer::parseInt).toArray(),
            everything ? Activation.TANH : Activation.RELU,
            new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
            arguments[0].equals("lenet5") ? 16 : 64,
            true,
            1);
    Step step =
        arguments[0].equals("lenet5")
            ? lenet5(problem.loss)
            : problem.step(problem.direction(2), DataType.FLOAT32, null);
    Batch batch = problem.batch(DataType.FLOAT32);
    int times = Integer.parseInt(arguments[1]);
    StepRequest request = everything ? everything() : usual(batch.size());
    try (StepObserver observer = StepObserver.withProducts()) {
      observe(observer, step, request, batch, times / 5);
      print("before", Memory.now());
      observe(observer, step, request, batch, times);
      print("after", Memory.now());
    }
  }

  private static StepRequest usual(int samples) {
    return StepRequest.of(
        CurvatureName.parseList("hessian,ggn,ggn/layer,hessian@fresh:" + samples));
  }

  /** Every operator, every observable. */
  private static StepRequest everything() {
    return new StepRequest(
        Operators.all().stream().map(operator -> CurvatureName.parse(operator.name())).toList(),
        Arrays.stream(Observable.values())
            .map(observable -> ObservableChoice.parse(observable.toString()))
            .toList());
  }

  /** From one draw of its parameters towards another. */
  private static Step lenet5(Loss loss) {
    Network network = Preset.LENET5.of(Activation.RELU, new Shape(1, 28, 28), 10);
    return new Step(
        network,
        loss,
        DataType.FLOAT32,
        bytes(network.initialParameters(1)),
        bytes(network.initialParameters(2)),
        null,
        0.01);
  }

  private static ByteBuffer bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes;
  }

  private static void observe(
      StepObserver observer, Step step, StepRequest request, Batch batch, int times) {
    for (int k = 0; k < times; k++) {
      observer.observe(step, request, choice -> batch, null, null);
      if (request.observables().size() > 0) {
        try (SampleQuantities quantities = new SampleQuantities(step, batch)) {
          for (SampleQuantity.Kind kind : SampleQuantity.Kind.values()) {
            quantities.array(new SampleQuantity(kind, 1));
          }
        }
      }
    }
  }

  private static void print(String when, Memory memory) {
    System.out.println(when + " " + memory.residentBytes() + " " + memory.arrays());
  }
}
