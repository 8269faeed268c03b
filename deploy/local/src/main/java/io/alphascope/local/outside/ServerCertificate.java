package io.alphascope.local.outside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.files.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The key and the certificate of the listener for other machines. The certificate is signed by
 * itself, made by Java's {@code keytool}, and kept, since every client has a copy of it; it is made
 * anew when it is for another address, or about to expire.
 *
 * @param keyAndCertificate a private file, in PEM
 * @param certificate in PEM
 */
public record ServerCertificate(Path keyAndCertificate, String certificate, Instant expires) {
  private static final int VALID_DAYS = 3650;
  private static final Duration LEAST_LEFT = Duration.ofDays(30);
  private static final int PASSWORD_BYTES = 24;
  private static final int KEYTOOL_SECONDS = 60;
  private static final String ALIAS = "listener";
  private static final String PASSWORD_VARIABLE = "ALPHASCOPE_STORE_PASSWORD";
  private static final String BEGIN = "-----BEGIN %s-----\n";
  private static final String END = "\n-----END %s-----\n";
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String NAME =
      "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*";

  /** Types of names in a certificate (RFC 5280, GeneralName). */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  /**
   * The one that is kept in a folder, made if it is missing, or of no use for this address.
   *
   * @throws CommandFailure if none can be made
   */
  public static ServerCertificate in(Path folder, ListenAddress address, InstantSource clock)
      throws IOException {
    return in(folder, address, clock, Path.of(System.getProperty("java.home"), "bin", "keytool"));
  }

  static ServerCertificate in(Path folder, ListenAddress address, InstantSource clock, Path keytool)
      throws IOException {
    Path file = folder.resolve("listener.pem");
    if (Files.exists(file)) {
      PrivateFiles.keepPrivate(file);
      Optional<X509Certificate> kept =
          kept(file).filter(found -> isFor(found, address) && isValidAt(clock.instant(), found));
      if (kept.isPresent()) {
        return of(file, kept.get());
      }
    }
    return of(file, make(folder, file, address, keytool));
  }

  private static ServerCertificate of(Path file, X509Certificate certificate) {
    try {
      return new ServerCertificate(
          file, pem(CERTIFICATE, certificate.getEncoded()), certificate.getNotAfter().toInstant());
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty if the file holds none, or one that cannot be read. */
  private static Optional<X509Certificate> kept(Path file) throws IOException {
    String text = Files.readString(file, ISO_8859_1); // damaged, it may hold anything
    int begin = text.indexOf(BEGIN.formatted(CERTIFICATE));
    if (begin < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(text.substring(begin).getBytes(ISO_8859_1))));
    } catch (CertificateException damaged) {
      return Optional.empty();
    }
  }

  private static boolean isValidAt(Instant now, X509Certificate certificate) {
    return !certificate.getNotBefore().toInstant().isAfter(now)
        && certificate.getNotAfter().toInstant().isAfter(now.plus(LEAST_LEFT));
  }

  private static boolean isFor(X509Certificate certificate, ListenAddress address) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(name -> isSame(name, address));
    } catch (CertificateException damaged) {
      return false;
    }
  }

  /**
   * @param name type and value
   */
  private static boolean isSame(List<?> name, ListenAddress address) {
    String value = String.valueOf(name.get(1));
    if (!address.isLiteral()) {
      return name.get(0).equals(DNS_NAME) && value.equalsIgnoreCase(address.host());
    }
    try {
      return name.get(0).equals(IP_ADDRESS) && InetAddress.getByName(value).equals(address.ip());
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  private static X509Certificate make(Path folder, Path file, ListenAddress address, Path keytool)
      throws IOException {
    Path store = folder.resolve("listener.p12.partial");
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    try {
      Files.deleteIfExists(store);
      run(keytool, store, address, password);
      KeyStore made = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        made.load(in, password.toCharArray());
      }
      X509Certificate certificate = (X509Certificate) made.getCertificate(ALIAS);
      Path partial = folder.resolve("listener.pem.partial");
      try (Writer out = PrivateFiles.write(partial)) {
        out.write(pem("PRIVATE KEY", made.getKey(ALIAS, password.toCharArray()).getEncoded()));
        out.write(pem(CERTIFICATE, certificate.getEncoded()));
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      return certificate;
    } catch (GeneralSecurityException e) {
      throw failure(keytool, String.valueOf(e.getMessage()), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static void run(Path keytool, Path store, ListenAddress address, String password) {
    ProcessBuilder builder =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                Integer.toString(VALID_DAYS),
                "-dname",
                "CN=Alphascope at " + address.host(),
                "-ext",
                "san=" + names(address),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE)
            .redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, password);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1).strip();
      if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw failure(keytool, said.lines().reduce((first, last) -> last).orElse("failed"), null);
      }
    } catch (IOException e) {
      throw failure(keytool, FileTrouble.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(keytool, "interrupted", e);
    }
  }

  /** The address, and the name of this machine. */
  private static String names(ListenAddress address) {
    String own = (address.isLiteral() ? "ip:" : "dns:") + address.host();
    try {
      String machine = InetAddress.getLocalHost().getHostName();
      return machine.matches(NAME)
              && !machine.matches("[0-9.]+")
              && !machine.equalsIgnoreCase(address.host())
          ? own + ",dns:" + machine
          : own;
    } catch (UnknownHostException itHasNone) {
      return own;
    }
  }

  private static CommandFailure failure(Path keytool, String reason, Exception origin) {
    return new CommandFailure(
        "The certificate that %s needs cannot be made by %s (%s)"
            .formatted(ListenAddress.OPTION, keytool, reason),
        "start it with a whole Java, or leave %s out".formatted(ListenAddress.OPTION),
        origin);
  }

  private static String pem(String what, byte[] content) {
    return BEGIN.formatted(what)
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + END.formatted(what);
  }
}
