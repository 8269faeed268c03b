package io.alphascope.local.system;

import io.alphascope.local.broker.BrokerLogin;
import io.alphascope.local.broker.OutsideListener;
import io.alphascope.local.outside.ClientFolder;
import io.alphascope.local.outside.ServerCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;

/**
 * The way in from other machines.
 *
 * @param advertised address with port
 * @param clientFolder what clients need
 * @param isNew whether that has changed since it was written last
 */
record OutsideAccess(
    String advertised,
    Path clientFolder,
    boolean isNew,
    OutsideListener listener,
    ServerCertificate certificate) {

  /** Makes the certificate if it is missing, and writes what clients need. */
  static OutsideAccess open(DataFolder folder, Addresses.Outside outside, BrokerLogin login)
      throws IOException {
    ServerCertificate certificate =
        ServerCertificate.in(folder.root(), outside.address(), InstantSource.system());
    Path clientFolder = folder.resolve("client");
    boolean isNew =
        new ClientFolder(clientFolder)
            .write(outside.advertised(), login.user(), login.password(), certificate);
    return new OutsideAccess(
        outside.advertised(),
        clientFolder,
        isNew,
        new OutsideListener(outside.bound(), outside.advertised(), certificate.keyAndCertificate()),
        certificate);
  }

  String inWords() {
    return "Kafka for other machines: %s, with TLS and password; clients need %s (kafka.properties, ca.pem), which %s. Its certificate is valid until %s"
        .formatted(
            advertised,
            clientFolder,
            isNew ? "is new: copy it there" : "has not changed",
            certificate.expires().atOffset(ZoneOffset.UTC).toLocalDate());
  }
}
