package io.alphascope.local.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFolderTest {

  @TempDir Path parent;

  private static ServerCertificate certificate(String pem) {
    return new ServerCertificate(Path.of("listener.pem"), pem, Instant.EPOCH);
  }

  @Test
  void holdsWhatAClientNeedsAndTellsWhenItHasChanged() throws Exception {
    ClientFolder client = new ClientFolder(parent.resolve("client"));

    assertThat(client.write("192.0.2.5:9094", "user", "secret", certificate("one\n"))).isTrue();
    assertThat(client.write("192.0.2.5:9094", "user", "secret", certificate("one\n"))).isFalse();
    assertThat(client.write("192.0.2.5:9095", "user", "secret", certificate("one\n"))).isTrue();
    assertThat(client.write("192.0.2.5:9095", "user", "secret", certificate("two\n"))).isTrue();

    assertThat(client.folder().resolve("ca.pem")).hasContent("two\n");
    assertThat(Files.readAllLines(client.folder().resolve("kafka.properties")))
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactly(
            "bootstrap.servers=192.0.2.5:9095",
            "security.protocol=SASL_SSL",
            "sasl.mechanism=PLAIN",
            "sasl.username=user",
            "sasl.password=secret",
            "ssl.ca.location=ca.pem");
  }
}
