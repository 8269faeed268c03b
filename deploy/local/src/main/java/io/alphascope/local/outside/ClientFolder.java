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
   * Writes what has changed.
   *
   * @param address with a port
   * @return whether anything has, so that copies are of no use any more
   */
  public boolean write(String address, String user, String password, ServerCertificate certificate)
      throws IOException {
    PrivateFiles.makeFolder(folder);
    boolean isNew = write(CERTIFICATE, certificate.certificate());
    return write("kafka.properties", properties(address, user, password)) || isNew;
  }

  private static String properties(String address, String user, String password) {
    return """
    # A Kafka client on another machine: librdkafka's properties. %s lies beside this file.
    bootstrap.servers=%s
    security.protocol=SASL_SSL
    sasl.mechanism=PLAIN
    sasl.username=%s
    sasl.password=%s
    ssl.ca.location=%1$s
    """
        .formatted(CERTIFICATE, address, user, password);
  }

  /** Whether it was another. */
  private boolean write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      PrivateFiles.keepPrivate(file);
      if (Files.readString(file).equals(content)) {
        return false;
      }
    }
    Path partial = folder.resolve(name + ".partial");
    try (Writer out = PrivateFiles.write(partial)) {
      out.write(content);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }
}
