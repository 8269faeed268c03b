package io.alphascope.service.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everybody who uses one of the service's names may read; changes need the token.
 *
 * <p>The name is checked because of browsers: a foreign page whose name is made to point to this
 * machine (DNS rebinding) could otherwise read everything here. The origin is checked because a
 * page can post to any address.
 */
final class AccessRule {

  static final int FEWEST_TOKEN_CHARACTERS = 16;

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");
  private static final String NAME = "\\[[0-9a-f:.]+]|[a-z0-9._-]+";
  private static final Pattern HOST = Pattern.compile("(" + NAME + ")(:\\d{1,5})?");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  private static final Pattern BEARER =
      Pattern.compile("Bearer +(\\S+) *", Pattern.CASE_INSENSITIVE);

  /**
   * Why a request is refused.
   *
   * @param status of HTTP
   * @param error cause and remedy, for people; without quotation marks and line breaks
   */
  record Refusal(int status, String error) {}

  private final Optional<byte[]> token;
  private final Set<String> hosts;

  /**
   * @param token if absent, all changes are refused
   * @param hosts names without ports, in addition to those of the loopback address
   * @throws IllegalArgumentException naming the setting, if a value is invalid; the message never
   *     contains the token
   */
  AccessRule(Optional<String> token, List<String> hosts) {
    token.ifPresent(AccessRule::check);
    this.token = token.map(text -> text.getBytes(UTF_8));
    this.hosts = new HashSet<>();
    for (String host : hosts) {
      String name = host.strip().toLowerCase(Locale.ROOT);
      if (!name.matches(NAME)) {
        throw new IllegalArgumentException(
            "alphascope.access.hosts: '%s' is not a host name; give names such as"
                    .formatted(host.strip())
                + " aggregator,alphascope.example.org, without scheme and port");
      }
      this.hosts.add(name);
    }
  }

  private static void check(String token) {
    if (token.length() < FEWEST_TOKEN_CHARACTERS || !TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException(
          "alphascope.access.token must be at least %d letters, digits or ._~+/=- (openssl rand"
                  .formatted(FEWEST_TOKEN_CHARACTERS)
              + " -hex 24 makes one)");
    }
  }

  /** Why the request is refused; empty if it is allowed. */
  Optional<Refusal> judge(Asked request) {
    if (!isOurs(request.host())) {
      return refusal(
          421,
          "'%s' is not a name of this service: use 127.0.0.1 or localhost, or add the name"
                  .formatted(shown(request.host().orElse("")))
              + " to alphascope.access.hosts (ALPHASCOPE_ACCESS_HOSTS)");
    }
    if (!request.changesSomething()) {
      return Optional.empty();
    }
    if (request.origin().filter(origin -> !isOwn(origin, request.host().get())).isPresent()) {
      return refusal(
          403,
          "a page of '%s' may not change anything here: use this service's own page, or the"
                  .formatted(shown(request.origin().get()))
              + " command line");
    }
    if (token.isEmpty()) {
      return refusal(
          403,
          "changes are not allowed, because no token is set: set alphascope.access.token"
              + " (ALPHASCOPE_ACCESS_TOKEN) where the service is started");
    }
    Optional<String> given = request.authorization().flatMap(AccessRule::bearer);
    if (given.isEmpty()) {
      return refusal(
          401,
          "this needs the system's token: send it as 'Authorization: Bearer TOKEN'; the command"
              + " line takes it from the data folder (--data-dir) or from ALPHASCOPE_TOKEN, the"
              + " page from the address that 'alphascope status' prints");
    }
    if (!MessageDigest.isEqual(given.get().getBytes(UTF_8), token.get())) {
      return refusal(
          401,
          "that is not this system's token: take the one in the file credentials of its data"
              + " folder, or the alphascope.access.token that it was started with");
    }
    return Optional.empty();
  }

  private boolean isOurs(Optional<String> host) {
    if (host.isEmpty()) {
      return false;
    }
    Matcher parts = HOST.matcher(host.get().toLowerCase(Locale.ROOT));
    return parts.matches()
        && (LOOPBACK.matcher(parts.group(1)).matches() || hosts.contains(parts.group(1)));
  }

  private static boolean isOwn(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private static Optional<String> bearer(String authorization) {
    Matcher matcher = BEARER.matcher(authorization);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<Refusal> refusal(int status, String error) {
    return Optional.of(new Refusal(status, error));
  }

  /** Text from a request, shortened and without characters that could do harm in a log or page. */
  private static String shown(String text) {
    String harmless = text.replaceAll("[^A-Za-z0-9:/._\\[\\]-]", "?");
    return harmless.length() > 80 ? harmless.substring(0, 80) + "…" : harmless;
  }
}
