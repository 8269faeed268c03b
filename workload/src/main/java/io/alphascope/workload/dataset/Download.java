package io.alphascope.workload.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches one file from the first mirror that gives it, checks its size and SHA-256, and only then
 * lets it appear under its name: readers and other processes never see half a file.
 *
 * @param mirrors addresses of folders, ending in a slash
 * @param connectTimeout after which a mirror, name resolution included, counts as unreachable
 * @param stallTimeout after which a transfer that brings nothing is given up
 */
record Download(List<URI> mirrors, Duration connectTimeout, Duration stallTimeout) {

  private static final int BUFFER_BYTES = 1 << 16;

  Download {
    mirrors = List.copyOf(mirrors);
  }

  static Download from(List<URI> mirrors) {
    return new Download(mirrors, Duration.ofSeconds(3), Duration.ofSeconds(10));
  }

  /**
   * @param folder made if missing
   * @throws IOException with what every mirror answered, if none has the file
   */
  Path fetch(RemoteFile file, Path folder, DownloadProgress progress) throws IOException {
    Files.createDirectories(folder);
    IOException failure = null;
    for (URI mirror : mirrors) {
      try {
        return fetch(mirror.resolve(file.name()), file, folder, progress);
      } catch (IOException e) {
        IOException named = new IOException(mirror.getHost() + ": " + reason(e), e);
        if (failure == null) {
          failure = named;
        } else {
          failure = new IOException(failure.getMessage() + "; " + named.getMessage(), named);
        }
      }
    }
    throw failure == null ? new IOException("no mirror is known") : failure;
  }

  private Path fetch(URI address, RemoteFile file, Path folder, DownloadProgress progress)
      throws IOException {
    Path temporary = Files.createTempFile(folder, file.name(), ".part");
    try {
      MessageDigest digest = sha256();
      HttpURLConnection connection = connect(address);
      long received = 0;
      try (InputStream in = new DigestInputStream(connection.getInputStream(), digest);
          OutputStream out = Files.newOutputStream(temporary)) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          received += read;
          progress.advanced(file.name(), received, file.bytes());
        }
      } finally {
        connection.disconnect();
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(file.sha256())) {
        throw new IOException(
            "%s has SHA-256 %s (%d bytes), expected %s (%d bytes)"
                .formatted(file.name(), found, received, file.sha256(), file.bytes()));
      }
      return Files.move(temporary, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Java bounds connecting and reading, but not the resolution of names; so a thread waits. */
  private HttpURLConnection connect(URI address) throws IOException {
    CompletableFuture<HttpURLConnection> answer = new CompletableFuture<>();
    Thread connecting =
        new Thread(
            () -> {
              try {
                HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
                connection.setConnectTimeout((int) connectTimeout.toMillis());
                connection.setReadTimeout((int) stallTimeout.toMillis());
                int status = connection.getResponseCode();
                if (status != HttpURLConnection.HTTP_OK) {
                  throw new IOException("answered with status " + status);
                }
                if (!answer.complete(connection)) {
                  connection.disconnect();
                }
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            },
            "dataset-download");
    connecting.setDaemon(true);
    connecting.start();
    try {
      return answer.get(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new IOException("no answer within " + connectTimeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException
        ? "its name cannot be resolved"
        : String.valueOf(e.getMessage());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
