package io.alphascope.local.system;

import io.alphascope.events.StreamSettings;
import java.util.List;

/**
 * The children's JVM options, measured on 2 cores.
 *
 * <ul>
 *   <li>C1 alone and the serial collector halve the time to start five JVMs. C1 is enough for the
 *       trainer and the curvature service too, since PyTorch does their arithmetic: C2 took 6 of
 *       the 45 ms of CPU time of a step in a first epoch, and in a second one still 3.5 of 26,
 *       where its code saved less than 1.
 *   <li>C1 compiles three times as early as by default, which saves 5 % of a first epoch: longer
 *       interpretation costs more than compiling in vain.
 *   <li>Heaps are touched beforehand: memory touched for the first time costs more than the copy
 *       into it, and first collections took 0.5 s.
 *   <li>Heaps may grow with the largest event, of which several are in flight.
 *   <li>Half of the heap is for what is young: events of megabytes die there, and each collection
 *       copies those in flight.
 *   <li>By default, a service collects all of its heap twice before it is up, for want of
 *       metaspace: 0.3 s each.
 *   <li>From JDK 24 on, the JVM warns of every native library and every use of {@code Unsafe},
 *       unless it is allowed; older versions accept both options.
 * </ul>
 */
final class JvmOptions {
  static final List<String> AGGREGATOR = heap(256, 384);

  private static final int MEBI = 1 << 20;

  private JvmOptions() {}

  static List<String> broker(StreamSettings stream) {
    return heap(384, 384 + larger(stream, 6));
  }

  static List<String> trainer(StreamSettings stream) {
    return heap(384, 384 + larger(stream, 16));
  }

  static List<String> curvatureService(StreamSettings stream) {
    return heap(512, 512 + larger(stream, 16));
  }

  /** MiB for so many events at once, beyond what they take by default. */
  private static int larger(StreamSettings stream, int events) {
    int beyond = stream.largestEventBytes() - StreamSettings.DEFAULT_LARGEST_EVENT_BYTES;
    return (int) (Math.max(0L, beyond) * events / MEBI);
  }

  /**
   * In MiB.
   *
   * @param heap touched beforehand
   */
  private static List<String> heap(int heap, int largestHeap) {
    return List.of(
        "-Xms" + heap + "m",
        "-Xmx" + largestHeap + "m",
        "-XX:+AlwaysPreTouch",
        "-XX:+UseTransparentHugePages",
        "-XX:+UseSerialGC",
        "-XX:NewRatio=1",
        "-XX:MetaspaceSize=128m",
        "-XX:TieredStopAtLevel=1",
        "-XX:CompileThresholdScaling=0.3",
        "--enable-native-access=ALL-UNNAMED",
        "-Dsun.misc.unsafe.memory.access=allow");
  }
}
