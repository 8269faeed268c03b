package io.alphascope.cli.launch;

import io.alphascope.local.failure.CommandFailure;
import java.nio.file.Path;

/** Where the services are built. */
public final class ServicesHome {
  private ServicesHome() {}

  /** As the launcher found it. */
  public static Path folder() {
    String home = System.getProperty("alphascope.home");
    if (home == null) {
      throw new CommandFailure(
          "The services' folder is unknown (alphascope.home)", "start it with ./alphascope");
    }
    return Path.of(home);
  }
}
