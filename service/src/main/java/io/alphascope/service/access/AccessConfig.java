package io.alphascope.service.access;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Who may read and change what a service has. */
@ConfigMapping(prefix = "alphascope.access")
public interface AccessConfig {

  /** Every request that changes something needs it. If it is absent, changes are refused. */
  Optional<String> token();

  /** Names of the service in requests, in addition to those of the loopback address. */
  Optional<List<String>> hosts();
}
