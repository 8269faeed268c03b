package io.alphascope.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.OutputCurve;
import io.alphascope.curvature.line.SweepOptions;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.workload.engine.PyTorch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The trainer's step, and observations of it, in turn on one thread: so a machine whose speed
 * changes while it is measured changes all of them alike.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 10, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "-Dai.djl.pytorch.num_threads=1",
      "-Dai.djl.pytorch.num_interop_threads=1",
      "-Xms512m",
      "-Xmx512m"
    })
public class CurvatureBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final List<CurvatureName> OWN = CurvatureName.parseList("hessian,ggn");
  private static final List<CurvatureName> BLOCKS =
      CurvatureName.parseList("hessian/parameter,ggn/parameter");
  private static final List<CurvatureName> DIAGONALS_AND_FACTORS =
      CurvatureName.parseList("diagonal-ggn,diagonal-ggn-mc,diagonal-hessian,kfac,kflr,kfra");
  private static final List<CurvatureName> DEFAULTS =
      CurvatureName.parseList("hessian,ggn,hessian@fresh:256");

  @Param({"perceptron", "lenet5", "lenet5-256", "residual", "gpt"})
  private String network;

  private final StepObserver withProducts = StepObserver.withProducts();
  private final StepObserver withoutProducts = StepObserver.withoutProducts(Device.cpu());
  private ReferenceStep reference;
  private Line line;
  private Batch own;
  private NDManager manager;
  private TrainerStep trainer;
  private List<CurvatureName> matrices; // none where they have no bound

  @Setup
  public void setUp() {
    reference = ReferenceStep.of(ReferenceNetwork.parse(network));
    line = new Line(reference.step().network(), DataType.FLOAT32, Device.cpu());
    own = reference.batches().batch(BatchChoice.own());
    boolean bounded = Double.isFinite(ReferenceNetwork.parse(network).mostForMatrices());
    matrices = bounded ? DIAGONALS_AND_FACTORS : List.of();
    manager = PyTorch.newManager(Device.cpu());
    trainer =
        new TrainerStep(
            line.network(),
            ReferenceStep.LOSS,
            ReferenceStep.LEARNING_RATE,
            line.network().initialParameters(0),
            manager);
  }

  @TearDown
  public void tearDown() {
    manager.close();
    line.close();
    withProducts.close();
    withoutProducts.close();
  }

  /** One of each. */
  @Benchmark
  public void inTurn(ProcessorTimes times, Blackhole results) {
    times.trainerStep += processorTime(() -> results.consume(trainerStep()));
    times.scalars += processorTime(() -> results.consume(scalars()));
    times.withoutProducts += processorTime(() -> results.consume(observe(withoutProducts, OWN)));
    times.everything += processorTime(() -> results.consume(observe(withProducts, OWN)));
    times.blocks += processorTime(() -> results.consume(observe(withProducts, BLOCKS)));
    times.defaults += processorTime(() -> results.consume(observe(withProducts, DEFAULTS)));
    if (!matrices.isEmpty()) {
      times.matrices += processorTime(() -> results.consume(observe(withoutProducts, matrices)));
    }
  }

  /** Of this thread, in nanoseconds. */
  private static long processorTime(Runnable measured) {
    long before = THREADS.getCurrentThreadCpuTime();
    measured.run();
    return THREADS.getCurrentThreadCpuTime() - before;
  }

  /** Forward, loss, backward, update. */
  private double trainerStep() {
    double loss = trainer.take(own);
    trainer.clear();
    return loss;
  }

  /** dᵀg, dᵀHd and dᵀGd with their terms per sample: θ₀ and θ₁ taken in, one sweep, the loss. */
  private double[] scalars() {
    line.aim(reference.step().theta0(), reference.step().theta1());
    try (NDManager scope = PyTorch.newManager(Device.cpu());
        LossCurve curve =
            LossCurve.of(
                ReferenceStep.LOSS,
                OutputCurve.sweep(
                    line,
                    own.arrays(line.network(), scope),
                    line.network().parameters(),
                    SweepOptions.plain(2),
                    scope),
                own.targets())) {
      return new double[] {
        DoubleStream.of(curve.slopes()).sum(),
        DoubleStream.of(curve.hessian()).sum(),
        DoubleStream.of(curve.gaussNewton()).sum()
      };
    }
  }

  private List<Observation> observe(StepObserver observer, List<CurvatureName> names) {
    return observer.observe(reference.step(), names, reference.batches());
  }
}
