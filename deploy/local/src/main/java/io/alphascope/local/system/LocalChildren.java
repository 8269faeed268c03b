package io.alphascope.local.system;

import io.alphascope.events.StreamSettings;
import io.alphascope.local.broker.BrokerMain;
import io.alphascope.local.broker.BrokerSettings;
import io.alphascope.local.broker.OutsideListener;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.files.PrivateFiles;
import io.alphascope.local.postgres.EmbeddedPostgres;
import io.alphascope.local.postgres.PostgresBinaries;
import io.alphascope.local.supervision.ChildSpecification;
import io.alphascope.local.supervision.ChildSpecification.Preparation;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.engine.PyTorch;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a local system runs, with which settings.
 *
 * @param home where Alphascope is built
 * @param datasets the folder that the user named, absolute
 */
record LocalChildren(
    DataFolder folder,
    Path home,
    Addresses addresses,
    Credentials credentials,
    Optional<Path> datasets) {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final String LARGEST_EVENT = "ALPHASCOPE_LARGEST_EVENT_BYTES";
  private static final int CONNECT_MILLIS = 500;

  /** Stops glibc from returning large blocks to the kernel; needs all three. */
  static final Map<String, String> KEEPING_LARGE_BLOCKS =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", Integer.toString(1 << 30),
          "MALLOC_TRIM_THRESHOLD_", Integer.toString(1 << 30),
          "MALLOC_TOP_PAD_", Integer.toString(64 << 20));

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  EmbeddedPostgres postgres() throws IOException {
    Path cluster = folder.resolve("pg").resolve(Integer.toString(EmbeddedPostgres.MAJOR_VERSION));
    PrivateFiles.makeFolder(cluster.getParent(), passedByTheDatabase());
    PrivateFiles.makeFolder(cluster);
    return new EmbeddedPostgres(
        cluster,
        PostgresBinaries.besideBuild(home),
        addresses.database(),
        credentials.databaseUser(),
        credentials.databasePassword(),
        folder.log("postgres"));
  }

  /** Under root, PostgreSQL is another user, who must get through to a folder of its own. */
  private static Set<PosixFilePermission> passedByTheDatabase() {
    boolean root = System.getProperty("user.name").equals("root");
    return PosixFilePermissions.fromString(root ? "rwx--x--x" : "rwx------");
  }

  /**
   * @param outside where it lets in clients of other machines
   */
  ChildSpecification broker(Optional<OutsideListener> outside) throws IOException {
    BrokerSettings settings =
        new BrokerSettings(
            Path.of("kafka"),
            addresses.broker(),
            addresses.controller(),
            streamSettings().largestRecordBytes(),
            credentials.broker(),
            outside);
    Path properties = runFile("broker.properties");
    try (Writer out = PrivateFiles.write(properties)) {
      settings.properties().store(out, "The embedded broker; written at every start");
    }
    List<String> arguments = new ArrayList<>(JvmOptions.broker(streamSettings()));
    arguments.addAll(List.of("-cp", classPath(), BrokerMain.class.getName()));
    arguments.add(properties.toString());
    return java("broker", arguments, KEEPING_LARGE_BLOCKS, this::brokerListens);
  }

  ChildSpecification trainer() throws IOException {
    return computing("trainer-service", JvmOptions.trainer(streamSettings()), addresses.trainer());
  }

  ChildSpecification curvatureService() throws IOException {
    return computing(
        "curvature-service",
        JvmOptions.curvatureService(streamSettings()),
        addresses.curvatureService());
  }

  /** A service that computes with PyTorch. */
  private ChildSpecification computing(String module, List<String> options, int port)
      throws IOException {
    Map<String, String> environment = serviceEnvironment(port);
    environment.putAll(pytorchEnvironment());
    return service(module, options, environment, port);
  }

  ChildSpecification aggregator(EmbeddedPostgres database) throws IOException {
    Map<String, String> environment = serviceEnvironment(addresses.aggregator());
    // Kafka Streams opens its own folder to the group.
    environment.put(
        "ALPHASCOPE_AGGREGATOR_STATE_FOLDER",
        folder.resolve("streams").resolve("state").toString());
    environment.put("ALPHASCOPE_AGGREGATOR_TRAINER_URL", Addresses.url(addresses.trainer()));
    environment.put(
        "ALPHASCOPE_AGGREGATOR_CURVATURE_URL", Addresses.url(addresses.curvatureService()));
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
    environment.put("QUARKUS_DATASOURCE_USERNAME", credentials.databaseUser());
    environment.put("QUARKUS_DATASOURCE_PASSWORD", credentials.databasePassword());
    return service("aggregator", JvmOptions.AGGREGATOR, environment, addresses.aggregator());
  }

  SystemFile systemFile(EmbeddedPostgres database) {
    return new SystemFile(
        ProcessHandle.current().pid(),
        Addresses.url(addresses.aggregator()),
        Addresses.url(addresses.trainer()),
        Addresses.url(addresses.curvatureService()),
        addresses.bootstrapServers(),
        database.jdbcUrl());
  }

  private ChildSpecification service(
      String module, List<String> options, Map<String, String> environment, int port)
      throws IOException {
    Path jar = home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new CommandFailure(
          "%s is not built (%s is missing)".formatted(module, jar),
          "start it with ./alphascope, which builds what is stale");
    }
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-jar", jar.toString()));
    return java(module, arguments, environment, new HttpReadiness(HTTP, Addresses.url(port)));
  }

  private ChildSpecification java(
      String name,
      List<String> arguments,
      Map<String, String> environment,
      ChildSpecification.Readiness readiness)
      throws IOException {
    return new ChildSpecification(
        name,
        "the " + name.replace('-', ' '),
        JavaProgram.command(arguments, runFile(name + ".arguments")),
        environment,
        folder.root(),
        folder.log(name),
        "TERM",
        GRACE,
        Preparation.NONE,
        readiness);
  }

  private Map<String, String> serviceEnvironment(int port) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", addresses.bootstrapServers());
    credentials
        .broker()
        .client()
        .forEach(
            (name, value) ->
                environment.put("KAFKA_" + name.replace('.', '_').toUpperCase(Locale.ROOT), value));
    environment.put("ALPHASCOPE_ACCESS_TOKEN", credentials.apiToken());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    // It would log every question about readiness that comes too early.
    environment.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
    return environment;
  }

  private Map<String, String> pytorchEnvironment() {
    Map<String, String> environment = new HashMap<>(KEEPING_LARGE_BLOCKS);
    String library = System.getenv(PyTorch.LIBRARY_PATH);
    if (library != null && !library.isBlank()) {
      environment.put(PyTorch.LIBRARY_PATH, Path.of(library).toAbsolutePath().toString());
    }
    environment.put("ALPHASCOPE_DATASET_FOLDER", folder.resolve("datasets").toString());
    environment.put(NativeLibraries.CACHE, NativeLibraries.folder(home, folder.root()).toString());
    datasets.ifPresent(named -> environment.put(DatasetCatalog.DATA_VARIABLE, named.toString()));
    return environment;
  }

  private boolean brokerListens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", addresses.broker()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  /** The launcher's own; absolute, since children run elsewhere. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The services read the same variable. */
  private static StreamSettings streamSettings() {
    StreamSettings defaults = StreamSettings.defaults();
    String named = System.getenv(LARGEST_EVENT);
    if (named == null || named.isBlank()) {
      return defaults;
    }
    try {
      return new StreamSettings(
          Integer.parseInt(named.strip()),
          defaults.partitions(),
          defaults.stepsRetentionBytes(),
          defaults.stepsRetention());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "%s is '%s' (%s)".formatted(LARGEST_EVENT, named, e.getMessage()),
          "set it to a number of bytes, or leave it out",
          e);
    }
  }

  private Path runFile(String name) {
    return folder.resolve("run").resolve(name);
  }
}
