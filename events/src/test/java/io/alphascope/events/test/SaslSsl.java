package io.alphascope.events.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A broker's certificate, made by the JDK's keytool, and the one user that it lets in: what foreign
 * brokers ask for as {@code SASL_SSL}.
 */
public final class SaslSsl {

  private static final String PASSWORD = "a-password-of-the-tests";

  private final Path keys;
  private final Path certificate;

  /**
   * @param folder takes the key and the certificate
   */
  public SaslSsl(Path folder) {
    keys = folder.resolve("broker.p12");
    certificate = folder.resolve("broker.pem");
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=broker of the tests",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-validity",
        "2");
    keytool("-exportcert", "-rfc", "-file", certificate.toString());
  }

  private void keytool(String command, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.add(command);
    line.addAll(List.of(arguments));
    line.addAll(List.of("-alias", "broker", "-keystore", keys.toString()));
    line.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException("%s ended with %d: %s".formatted(line, status, said));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Of every client, as they stand in docs/security.md. */
  public Map<String, String> client() {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login() + ";",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificate.toString());
  }

  Properties broker() {
    Properties properties = new Properties();
    properties.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    properties.put("sasl.enabled.mechanisms", "PLAIN");
    properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    properties.put(
        "listener.name.clients.plain.sasl.jaas.config",
        login() + " user_alphascope=\"" + PASSWORD + "\";");
    properties.put("ssl.keystore.type", "PKCS12");
    properties.put("ssl.keystore.location", keys.toString());
    properties.put("ssl.keystore.password", PASSWORD);
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", certificate.toString());
    return properties;
  }

  private static String login() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"alphascope\" password=\"%s\"".formatted(PASSWORD);
  }
}
