package io.alphascope.local.system;

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
 *   <li>Half of the heap is for what is young: events of megabytes die there, and each collection
 *       copies those in flight.
 *   <li>By default, a service collects all of its heap twice before it is up, for want of
 *       metaspace: 0.3 s each.
 *   <li>From JDK 24 on, the JVM warns of every native library and every use of {@code Unsafe},
 *       unless it is allowed; older versions accept both options.
 * </ul>
 */
final class JvmOptions {
  static final List<String> BROKER = touched("384m", "384m");
  static final List<String> TRAINER = touched("384m", "384m");
  static final List<String> CURVATURE_SERVICE = touched("512m", "512m");
  static final List<String> AGGREGATOR = touched("256m", "384m");

  private JvmOptions() {}

  private static List<String> touched(String heap, String largestHeap) {
    return List.of(
        "-Xms" + heap,
        "-Xmx" + largestHeap,
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
