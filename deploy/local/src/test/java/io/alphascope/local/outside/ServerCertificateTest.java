package io.alphascope.local.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {

  private static final InstantSource NOW = InstantSource.system();

  @TempDir Path folder;

  private static ListenAddress address(String host) throws IOException {
    return new ListenAddress(host, InetAddress.getByName("127.0.0.2"), Optional.empty());
  }

  private ServerCertificate certificate(String host, InstantSource clock) throws IOException {
    return ServerCertificate.in(folder, address(host), clock);
  }

  @Test
  void isForTheAddressAndLastsForYears() throws Exception {
    ServerCertificate made = certificate("127.0.0.2", NOW);

    assertThat(made.expires()).isAfter(Instant.now().plus(Duration.ofDays(3000)));
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        made.certificate().getBytes(StandardCharsets.US_ASCII)));
    assertThat(certificate.getSubjectAlternativeNames()).contains(List.of(7, "127.0.0.2"));
    certificate.verify(certificate.getPublicKey());
  }

  @Test
  void liesInOnePrivateFileWithItsKey() throws IOException {
    ServerCertificate made = certificate("127.0.0.2", NOW);

    assertThat(Files.readString(made.keyAndCertificate()))
        .startsWith("-----BEGIN PRIVATE KEY-----\n")
        .endsWith(made.certificate());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(made.keyAndCertificate());
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(made.keyAndCertificate())))
        .isEqualTo("rw-------");
  }

  @Test
  void isKeptForTheSameAddressOnly() throws IOException {
    ServerCertificate made = certificate("127.0.0.2", NOW);
    assertThat(certificate("127.0.0.2", NOW)).isEqualTo(made);

    ServerCertificate named = certificate("alphascope.example.org", NOW);
    assertThat(named.certificate()).isNotEqualTo(made.certificate());
    assertThat(certificate("Alphascope.example.org", NOW)).isEqualTo(named);
    assertThat(certificate("127.0.0.2", NOW)).isNotIn(made, named);
  }

  @Test
  void isMadeAnewBeforeItExpires() throws IOException {
    ServerCertificate made = certificate("127.0.0.2", NOW);
    Instant expires = made.expires();

    assertThat(certificate("127.0.0.2", () -> expires.minus(Duration.ofDays(31)))).isEqualTo(made);
    assertThat(certificate("127.0.0.2", () -> expires.minus(Duration.ofDays(29))))
        .isNotEqualTo(made);
  }

  @Test
  void thatCannotBeMadeIsSaidWithTheRemedy() throws IOException {
    for (String keytool : List.of("/nowhere/keytool", "/bin/false")) {
      assertThatThrownBy(
              () -> ServerCertificate.in(folder, address("127.0.0.2"), NOW, Path.of(keytool)))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith(
              "The certificate that --listen needs cannot be made by " + keytool + " (");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void isMadeAnewWhereTheFileIsDamaged() throws IOException {
    Path file = certificate("127.0.0.2", NOW).keyAndCertificate();
    for (String damaged :
        List.of("", "\u00e4\u20ac", Files.readString(file).replace("MII", "mii"))) {
      Files.writeString(file, damaged);

      ServerCertificate made = certificate("127.0.0.2", NOW);

      assertThat(made.expires()).as(damaged).isAfter(Instant.now());
      assertThat(Files.readString(file)).as(damaged).endsWith(made.certificate());
    }
  }
}
