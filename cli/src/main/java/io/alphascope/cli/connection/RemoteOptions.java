package io.alphascope.cli.connection;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.Credentials;
import io.alphascope.local.system.SystemFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
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
          "Address of the system, whose token is in the environment variable "
              + TOKEN
              + " (default: the system that is up on the data folder).")
  private String url;

  @Mixin private DataFolderOption dataFolder;

  public Aggregator aggregator() {
    return url == null
        ? new Aggregator(dataFolder.system("name one with --url or --data-dir").url(), localToken())
        : new Aggregator(checked(url), namedToken());
  }

  private Optional<String> localToken() {
    try {
      return Credentials.apiToken(root());
    } catch (IOException e) {
      throw FileTrouble.failure(
          "Cannot read credentials in " + root(),
          e,
          "restore the file, or name the system with --url and its token with " + TOKEN);
    }
  }

  private static Optional<String> namedToken() {
    Optional<String> named =
        Optional.ofNullable(System.getenv(TOKEN)).map(String::strip).filter(t -> !t.isEmpty());
    if (named.isPresent() && !named.get().matches("[!-~]+")) {
      throw new CommandFailure(
          TOKEN + " holds characters that a token cannot have",
          "copy it again from where it is kept");
    }
    return named;
  }

  /** Whether a system is named, or up on the data folder. */
  public boolean isUp() {
    try {
      return url != null || SystemFile.read(dataFolder.folder()).isPresent();
    } catch (IOException e) {
      return true; // reported by aggregator()
    }
  }

  /** The data folder. */
  public Path root() {
    return dataFolder.folder();
  }

  private static String checked(String url) {
    try {
      HttpRequest.newBuilder(URI.create(url));
      return url;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "'%s' is not an address of http or https".formatted(url),
          "name one like http://127.0.0.1:8080 with --url",
          e);
    }
  }
}
