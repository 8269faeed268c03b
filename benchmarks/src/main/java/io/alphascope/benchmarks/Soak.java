package io.alphascope.benchmarks;

import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Makes thousands of observations and prints resident memory and live arrays along the way. Exit
 * status 1 if memory grows by 50 MB or more after the first fifth, or if the arrays do at all. Run
 * it with a fixed heap that is touched beforehand, or the heap's growth hides the answer.
 */
public final class Soak {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int OBSERVATIONS = 5000;
  private static final int WARM_PART = 5;
  private static final int LINES = 10;
  private static final String DEFAULTS = "hessian,ggn,hessian@fresh:256";
  private static final long MOST_GROWTH_KIB = 50 * 1024;

  private Soak() {}

  /**
   * @param arguments a network, see {@link ReferenceNetwork}, then observations, then curvatures;
   *     the perceptron, 5 000, and the service's defaults if there are none
   */
  public static void main(String[] arguments) throws IOException, JMException {
    ReferenceNetwork network =
        arguments.length > 0 ? ReferenceNetwork.parse(arguments[0]) : ReferenceNetwork.PERCEPTRON;
    int observations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : OBSERVATIONS;
    List<CurvatureName> curvatures =
        CurvatureName.parseList(arguments.length > 2 ? arguments[2] : DEFAULTS);
    int warm = observations / WARM_PART;
    int every = observations / LINES;
    ReferenceStep reference = ReferenceStep.of(network);
    Batch own = reference.batches().batch(BatchChoice.own());
    Batch fresh = reference.batches().batch(BatchChoice.fresh(256));
    BatchSource batches = choice -> choice.equals(BatchChoice.own()) ? own : fresh;
    long warmResident = 0;
    long warmArrays = 0;
    boolean flat = true;
    System.out.printf("%12s %12s %12s%n", "observations", "RSS MiB", "live arrays");
    try (StepObserver observer = StepObserver.withProducts()) {
      for (int done = 1; done <= observations; done++) {
        observer.observe(reference.step(), curvatures, batches);
        if (done % every == 0) {
          long arrays = liveArrays();
          long resident = residentKib();
          System.out.printf("%12d %12.1f %12d%n", done, resident / 1024.0, arrays);
          if (done == warm) {
            warmResident = resident;
            warmArrays = arrays;
          }
          flat &=
              done <= warm || (resident - warmResident < MOST_GROWTH_KIB && arrays == warmArrays);
        }
      }
    }
    System.out.println(flat ? "flat" : "NOT flat");
    System.exit(flat ? 0 : 1);
  }

  private static long residentKib() throws IOException {
    return number(Files.readString(STATUS), "VmRSS:\\s+(\\d+) kB");
  }

  /** Arrays of DJL that are reachable after a full collection. */
  private static long liveArrays() throws JMException {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return number(
        (String) histogram, "(\\d+)\\s+\\d+\\s+ai\\.djl\\.pytorch\\.engine\\.PtNDArray\\s");
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
