package io.alphascope.local.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Where the broker also lets in clients of other machines: with TLS and password, never without.
 *
 * @param bound where it listens, an IP address and a port
 * @param advertised the same for clients, perhaps with a name
 * @param keyAndCertificate in PEM
 */
public record OutsideListener(String bound, String advertised, Path keyAndCertificate) {

  /** Adds it to the properties of a broker. */
  void addTo(Properties p, BrokerLogin login) {
    append(p, "listeners", "OUTSIDE://" + bound);
    append(p, "advertised.listeners", "OUTSIDE://" + advertised);
    append(p, "listener.security.protocol.map", "OUTSIDE:SASL_SSL");
    p.setProperty("listener.name.outside.plain.sasl.jaas.config", login.listener());
    p.setProperty("listener.name.outside.ssl.keystore.type", "PEM");
    p.setProperty("listener.name.outside.ssl.keystore.location", keyAndCertificate.toString());
  }

  private static void append(Properties p, String name, String value) {
    p.setProperty(name, p.getProperty(name) + "," + value);
  }
}
