package io.alphascope.service.access;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Who may ask a service what. */
@ConfigMapping(prefix = "alphascope.access")
public interface AccessConfig {

  /** Asked for by every request that changes something; absent: none may. */
  Optional<String> token();

  /** Names, beside those of the loopback address, by which the service may be asked. */
  Optional<List<String>> hosts();
}
