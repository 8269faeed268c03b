package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private static final RemoteFile FILE = MnistKind.MNIST.remote(MnistFile.TEST_LABELS);

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] original;
    try (InputStream in = getClass().getResourceAsStream(FILE.name())) {
      original = in.readAllBytes();
    }
    byte[] damaged = original.clone();
    damaged[1000] ^= 1;
    serve("/good/", original);
    serve("/damaged/", damaged);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void storesTheFileOfTheFirstMirrorThatHasIt() throws IOException {
    List<Long> received = new ArrayList<>();
    Path stored =
        download("/missing/", "/damaged/", "/good/")
            .fetch(FILE, folder.resolve("mnist"), (file, bytes, total) -> received.add(bytes));
    assertThat(stored).hasSize(FILE.bytes()).hasFileName("t10k-labels-idx1-ubyte.gz");
    assertThat(received).endsWith((long) FILE.bytes());
    assertThat(folder.resolve("mnist")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void keepsNothingOfADamagedFileAndNamesBothChecksums() throws IOException {
    assertThatThrownBy(() -> download("/damaged/").fetch(FILE, folder, DownloadProgress.SILENT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1: t10k-labels-idx1-ubyte.gz has SHA-256 ")
        .hasMessageContaining("expected " + FILE.sha256());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void namesTheAnswerOfEveryMirror() {
    assertThatThrownBy(
            () -> download("/missing/", "/absent/").fetch(FILE, folder, DownloadProgress.SILENT))
        .hasMessage("127.0.0.1: answered with status 404; 127.0.0.1: answered with status 404");
    assertThat(Files.exists(folder.resolve(FILE.name()))).isFalse();
  }

  @Test
  void givesUpOnAMirrorThatDoesNotAnswer() throws IOException {
    try (var deaf = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Download download =
          new Download(
              List.of(URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/")),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1));
      assertThatThrownBy(() -> download.fetch(FILE, folder, DownloadProgress.SILENT))
          .isInstanceOf(IOException.class);
    }
  }

  private Download download(String... paths) {
    return new Download(
        List.of(paths).stream()
            .map(path -> "http://127.0.0.1:" + server.getAddress().getPort() + path)
            .map(URI::create)
            .toList(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  private void serve(String path, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }
}
