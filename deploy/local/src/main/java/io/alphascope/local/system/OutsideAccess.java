package io.alphascope.local.system;

import io.alphascope.local.broker.BrokerLogin;
import io.alphascope.local.broker.OutsideListener;
import io.alphascope.local.outside.ClientFolder;
import io.alphascope.local.outside.ServerCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/**
 * The way in from other machines.
 *
 * @param advertised address with port
 * @param clientFolder what clients need
 */
record OutsideAccess(
    String advertised, Path clientFolder, OutsideListener listener, ServerCertificate certificate) {

  /** Makes the certificate if it is missing, and writes what clients need. */
  static OutsideAccess open(DataFolder folder, Addresses.Outside outside, BrokerLogin login)
      throws IOException {
    ServerCertificate certificate =
        ServerCertificate.in(folder.root(), outside.address(), InstantSource.system());
    Path clientFolder = folder.resolve("client");
    new ClientFolder(clientFolder)
        .write(outside.advertised(), login.user(), login.password(), certificate);
    return new OutsideAccess(
        outside.advertised(),
        clientFolder,
        new OutsideListener(outside.bound(), outside.advertised(), certificate.keyAndCertificate()),
        certificate);
  }

  String inWords() {
    String where =
        "Kafka for other machines: %s, with TLS and password; copy %s there (kafka.properties, ca.pem)"
            .formatted(advertised, clientFolder);
    return certificate.isNew()
        ? "%s. The certificate is new, valid until %s: older copies are of no use"
            .formatted(where, date(certificate.expires()))
        : where;
  }

  private static String date(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
