package io.alphascope.local.outside;

import io.alphascope.local.files.PrivateFiles;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code client/} in the data folder: what a Kafka client on another machine needs, to be copied
 * there. Private, as it holds the password.
 */
public record ClientFolder(Path folder) {
  private static final String CERTIFICATE = "ca.pem";

  /**
   * Writes both files anew.
   *
   * @param address with a port
   */
  public void write(String address, String user, String password, ServerCertificate certificate)
      throws IOException {
    PrivateFiles.makeFolder(folder);
    write(CERTIFICATE, certificate.certificate());
    write(
        "kafka.properties",
        """
        # A Kafka client on another machine: librdkafka's properties. %s lies beside this file.
        bootstrap.servers=%s
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.username=%s
        sasl.password=%s
        ssl.ca.location=%1$s
        """
            .formatted(CERTIFICATE, address, user, password));
  }

  private void write(String name, String content) throws IOException {
    Path partial = folder.resolve(name + ".partial");
    try (Writer out = PrivateFiles.write(partial)) {
      out.write(content);
    }
    Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
