package io.alphascope.service.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks every request before its route, and adds security headers to every answer. */
@ApplicationScoped
class AccessFilter {

  /** Before all of Quarkus' filters. */
  private static final int PRIORITY = 10_000;

  /**
   * Only content of the service itself is allowed. The charts' tooltips have styles in their
   * markup; exported charts are data URLs.
   */
  private static final String CONTENT_POLICY =
      "default-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:;"
          + " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT_POLICY,
          "X-Frame-Options", "DENY",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin");

  private final AccessRule rule;

  AccessFilter(AccessConfig config) {
    rule = new AccessRule(config.token(), config.hosts().orElse(List.of()));
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext context) {
    context.response().headers().addAll(HEADERS);
    HttpServerRequest request = context.request();
    Optional<AccessRule.Refusal> refusal =
        rule.judge(
            new Asked(
                request.method().name(),
                host(request),
                Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)),
                Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN))));
    if (refusal.isPresent()) {
      refuse(context, refusal.get());
    } else {
      context.next();
    }
  }

  /** The header, or in HTTP/2 its pseudo-header. */
  private static Optional<String> host(HttpServerRequest request) {
    List<String> headers = request.headers().getAll(HttpHeaders.HOST);
    if (headers.isEmpty()) {
      return Optional.ofNullable(request.authority()).map(HostAndPort::toString);
    }
    return headers.size() == 1 ? Optional.of(headers.get(0)) : Optional.empty();
  }

  private static void refuse(RoutingContext context, AccessRule.Refusal refusal) {
    HttpServerResponse response = context.response();
    response.setStatusCode(refusal.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    if (refusal.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"alphascope\"");
    }
    response.end(new JsonObject().put("error", refusal.error()).encode());
    // Discards the rest of the body.
    context.request().resume();
  }
}
