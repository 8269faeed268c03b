package io.alphascope.local.broker;

import java.util.Map;

/**
 * The only user that the broker accepts, also for its own connections (SASL/PLAIN on the loopback
 * address, where others cannot listen, and over TLS on any other).
 *
 * @param user letters and digits
 * @param password letters, digits, hyphens and underscores
 */
public record BrokerLogin(String user, String password) {
  /** Properties of a client, beside {@code bootstrap.servers}. */
  public Map<String, String> client() {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        module() + ";");
  }

  /** {@code sasl.jaas.config} of a listener: who may come in, and as whom the broker goes out. */
  String listener() {
    return module() + " user_%s=\"%s\";".formatted(user, password);
  }

  private String module() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"%s\" password=\"%s\"".formatted(user, password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerLogin[" + user + "]";
  }
}
