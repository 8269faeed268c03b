package io.alphascope.local.cli;

import io.alphascope.local.failure.CommandFailure;
import java.nio.file.Path;

/** Where the services are built. */
final class ServicesHome {
  private ServicesHome() {}

  /** As the launcher found it. */
  static Path folder() {
    String home = System.getProperty("alphascope.home");
    if (home == null) {
      throw new CommandFailure(
          "The services' folder is unknown (alphascope.home)", "start it with ./alphascope");
    }
    return Path.of(home);
  }
}
