package io.alphascope.service.access;

import java.util.Optional;
import java.util.Set;

/**
 * What the rule has to know of a request.
 *
 * @param method of HTTP, in upper case
 * @param host the header, {@code name:port}; absent too if there are several
 * @param authorization the header
 * @param origin the header, by which browsers tell whose page is asking
 */
record Asked(
    String method, Optional<String> host, Optional<String> authorization, Optional<String> origin) {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  boolean changesSomething() {
    return !READING.contains(method);
  }
}
