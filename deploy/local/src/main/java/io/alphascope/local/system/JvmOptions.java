package io.alphascope.local.system;

import java.util.List;

/**
 * The children's JVM options, measured on 2 cores: C1 alone and the serial collector halve the time
 * to start five JVMs; C1 stays off the trainer and the curvature service, whose own arithmetic is
 * compiled Java. Heaps are fixed and small; they are touched beforehand where megabytes pass
 * through them, since memory touched for the first time costs more than the copy into it.
 */
final class JvmOptions {
  static final List<String> BROKER =
      List.of(
          "-Xms384m",
          "-Xmx384m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseTransparentHugePages",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1");

  static final List<String> TRAINER =
      List.of("-Xms384m", "-Xmx384m", "-XX:+UseTransparentHugePages", "-XX:+UseSerialGC");

  static final List<String> CURVATURE_SERVICE =
      List.of("-Xms512m", "-Xmx512m", "-XX:+UseTransparentHugePages", "-XX:+UseSerialGC");

  static final List<String> AGGREGATOR =
      List.of("-Xms256m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private JvmOptions() {}
}
