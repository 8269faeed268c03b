package io.alphascope.local.system;

import io.alphascope.local.broker.BrokerLogin;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.files.PrivateFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;

/**
 * {@code credentials} in the data folder, readable by its owner alone: users and passwords of
 * database and broker, and the token of the REST interfaces. Each is chosen once.
 */
public record Credentials(
    String databaseUser, String databasePassword, BrokerLogin broker, String apiToken) {
  private static final String FILE = "credentials";
  private static final String DATABASE_USER = "database.user";
  private static final String DATABASE_PASSWORD = "database.password";
  private static final String KAFKA_USER = "kafka.user";
  private static final String KAFKA_PASSWORD = "kafka.password";
  private static final String API_TOKEN = "api.token";
  private static final int SECRET_BYTES = 24;

  /** Makes the file if it is missing, and in it what an older one lacks. */
  public static Credentials in(DataFolder folder) throws IOException {
    Path file = folder.resolve(FILE);
    Properties properties = new Properties();
    if (Files.exists(file)) {
      PrivateFiles.keepPrivate(file);
      properties.putAll(read(file));
      refuseLostDatabase(file, properties);
    }
    if (complete(properties)) {
      try (Writer out = PrivateFiles.write(folder.resolve("credentials.partial"))) {
        properties.store(out, "Secrets of this local Alphascope");
      }
      Files.move(folder.resolve("credentials.partial"), file, StandardCopyOption.ATOMIC_MOVE);
    }
    return new Credentials(
        properties.getProperty(DATABASE_USER),
        properties.getProperty(DATABASE_PASSWORD),
        broker(properties),
        properties.getProperty(API_TOKEN));
  }

  /** The token of the system on a data folder; none if there is none, or it is another user's. */
  public static Optional<String> apiToken(Path dataFolder) throws IOException {
    return kept(dataFolder).map(properties -> properties.getProperty(API_TOKEN));
  }

  /** Who the broker on a data folder lets in; none as above. */
  public static Optional<BrokerLogin> brokerLogin(Path dataFolder) throws IOException {
    return kept(dataFolder).filter(p -> p.containsKey(KAFKA_PASSWORD)).map(Credentials::broker);
  }

  private static Optional<Properties> kept(Path dataFolder) throws IOException {
    try {
      return Optional.of(read(dataFolder.resolve(FILE)));
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty();
    }
  }

  private static BrokerLogin broker(Properties properties) {
    return new BrokerLogin(
        properties.getProperty(KAFKA_USER), properties.getProperty(KAFKA_PASSWORD));
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }

  private static void refuseLostDatabase(Path file, Properties properties) {
    if (!properties.containsKey(DATABASE_USER) || !properties.containsKey(DATABASE_PASSWORD)) {
      throw new CommandFailure(
          "%s lacks %s or %s".formatted(file, DATABASE_USER, DATABASE_PASSWORD),
          "restore the file; the database cannot be opened without its password");
    }
  }

  /** Whether anything was missing. */
  private static boolean complete(Properties properties) {
    int before = properties.size();
    properties.putIfAbsent(DATABASE_USER, "alphascope");
    properties.putIfAbsent(KAFKA_USER, "alphascope");
    for (String secret : new String[] {DATABASE_PASSWORD, KAFKA_PASSWORD, API_TOKEN}) {
      if (!properties.containsKey(secret)) {
        properties.setProperty(secret, random());
      }
    }
    return properties.size() > before;
  }

  private static String random() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Credentials[" + databaseUser + "]";
  }
}
