package io.alphascope.workload.engine;

import java.util.List;
import java.util.stream.Stream;

/**
 * Environment variables that DJL 0.36 reads, each before the system property of the same purpose.
 * People who use DJL or PyTorch have them for their own programs. A process cannot unset its own,
 * so the starter of our processes removes them: {@code deploy/docker/foreign-variables} for
 * scripts.
 */
public final class ForeignVariables {

  /** What would choose another engine or library. */
  static final List<String> CHOOSING =
      List.of(
          "DJL_DEFAULT_ENGINE",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "PYTORCH_PRECXX11",
          "PYTORCH_LIBRARY_EXCLUSION",
          "PYTORCH_EXTRA_LIBRARY_PATH",
          "LIBSTDCXX_LIBRARY_PATH");

  /** What would choose another place to unpack the library in, or ask the network for it. */
  private static final List<String> PLACING =
      List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "DJL_OFFLINE");

  private ForeignVariables() {}

  /** The names of all. */
  public static List<String> names() {
    return Stream.concat(CHOOSING.stream(), PLACING.stream()).toList();
  }
}
