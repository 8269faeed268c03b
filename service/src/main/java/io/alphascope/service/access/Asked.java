package io.alphascope.service.access;

import java.util.Optional;
import java.util.Set;

/**
 * The parts of a request that the rule needs.
 *
 * @param method HTTP method, in upper case
 * @param host the header, {@code name:port}; absent too if there are several
 * @param authorization the header
 * @param origin the header, in which browsers give the address of the page that sends the request
 */
record Asked(
    String method, Optional<String> host, Optional<String> authorization, Optional<String> origin) {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  boolean changesSomething() {
    return !READING.contains(method);
  }
}
