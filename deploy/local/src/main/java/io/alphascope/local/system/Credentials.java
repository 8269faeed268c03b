package io.alphascope.local.system;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * {@code credentials} in the data folder, readable by its owner alone: the database's user and
 * password, chosen once.
 */
record Credentials(String databaseUser, String databasePassword) {
  private static final String USER = "database.user";
  private static final String PASSWORD = "database.password";
  private static final int PASSWORD_BYTES = 24;

  static Credentials in(DataFolder folder) throws IOException {
    Path file = folder.resolve("credentials");
    if (!Files.exists(file)) {
      create(file);
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    String user = properties.getProperty(USER);
    String password = properties.getProperty(PASSWORD);
    if (user == null || password == null) {
      throw new CommandFailure(
          "%s lacks %s or %s".formatted(file, USER, PASSWORD),
          "restore the file; without its password the kept database cannot be opened");
    }
    return new Credentials(user, password);
  }

  private static void create(Path file) throws IOException {
    Path partial = file.resolveSibling("credentials.partial");
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Properties properties = new Properties();
    properties.setProperty(USER, "alphascope");
    properties.setProperty(
        PASSWORD, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    try (Writer out = Files.newBufferedWriter(partial)) {
      properties.store(out, "Secrets of this local Alphascope");
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Credentials[" + databaseUser + "]";
  }
}
