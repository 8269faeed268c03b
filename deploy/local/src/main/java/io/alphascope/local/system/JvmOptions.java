package io.alphascope.local.system;

import java.util.ArrayList;
import java.util.List;

/**
 * The children's JVM options, measured on 2 cores.
 *
 * <ul>
 *   <li>C1 alone and the serial collector halve the time to start five JVMs. C1 is enough for the
 *       trainer and the curvature service too, since PyTorch does their arithmetic: C2 took 6 of
 *       the 45 ms of CPU time of a step in a first epoch, and in a second one still 3.5 of 26,
 *       where its code saved less than 1.
 *   <li>C1 compiles three times as early as by default, which saves 5 % of a first epoch: what is
 *       interpreted longer costs more than what is compiled in vain.
 *   <li>Heaps are fixed and touched beforehand where megabytes pass through them: memory touched
 *       for the first time costs more than the copy into it, and first collections took 0.5 s.
 *   <li>By default, a service collects all of its heap twice before it is up, for want of
 *       metaspace: 0.3 s each.
 * </ul>
 */
final class JvmOptions {
  static final List<String> BROKER = moving("384m");
  static final List<String> TRAINER = moving("384m");
  static final List<String> CURVATURE_SERVICE = moving("512m");
  static final List<String> AGGREGATOR = with("-Xms256m", "-Xmx384m");

  private JvmOptions() {}

  private static List<String> moving(String heap) {
    return with(
        "-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages");
  }

  private static List<String> with(String... heap) {
    List<String> options = new ArrayList<>(List.of(heap));
    options.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:MetaspaceSize=128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:Tier3InvocationThreshold=60",
            "-XX:Tier3MinInvocationThreshold=30",
            "-XX:Tier3CompileThreshold=500",
            "-XX:Tier3BackEdgeThreshold=15000"));
    return List.copyOf(options);
  }
}
