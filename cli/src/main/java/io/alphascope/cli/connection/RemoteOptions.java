package io.alphascope.cli.connection;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.Credentials;
import io.alphascope.local.system.SystemFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which system that is up to talk to. */
public final class RemoteOptions {
  private static final String TOKEN = "ALPHASCOPE_TOKEN";

  @Option(
      names = "--url",
      description =
          "The system's address, its token being in the environment variable "
              + TOKEN
              + "; without it, the one that is up on the data folder.")
  private String url;

  @Mixin private DataFolderOption dataFolder;

  public Aggregator aggregator() {
    return url == null
        ? new Aggregator(localUrl(), localToken())
        : new Aggregator(checked(url), namedToken());
  }

  private Optional<String> localToken() {
    try {
      return Credentials.apiToken(dataFolder.folder());
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot read credentials in %s (%s)"
              .formatted(dataFolder.folder(), FileTrouble.reason(e)),
          "restore the file, or name the system with --url and its token with " + TOKEN,
          e);
    }
  }

  private static Optional<String> namedToken() {
    Optional<String> named =
        Optional.ofNullable(System.getenv(TOKEN)).map(String::strip).filter(t -> !t.isEmpty());
    if (named.isPresent() && !named.get().matches("[!-~]+")) {
      throw new CommandFailure(
          TOKEN + " holds characters that no token has", "copy it anew from where it is kept");
    }
    return named;
  }

  /** Whether a system is named, or up on the data folder. */
  public boolean isUp() {
    try {
      return url != null || SystemFile.read(dataFolder.folder()).isPresent();
    } catch (IOException e) {
      return true; // told by aggregator()
    }
  }

  /** The data folder. */
  public Path root() {
    return dataFolder.folder();
  }

  private String localUrl() {
    try {
      Optional<SystemFile> system = SystemFile.read(dataFolder.folder());
      return system
          .map(SystemFile::url)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "No system is up on the data folder " + dataFolder.folder(),
                      "start one with 'alphascope up --no-train', or name one with --url or"
                          + " --data-dir"));
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot read system.json in %s (%s)"
              .formatted(dataFolder.folder(), FileTrouble.reason(e)),
          "name the system with --url",
          e);
    }
  }

  private static String checked(String url) {
    try {
      URI uri = URI.create(url);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like every other address that is none.
    }
    throw new CommandFailure(
        "'%s' is no address".formatted(url), "name one like http://127.0.0.1:8080 with --url");
  }
}
