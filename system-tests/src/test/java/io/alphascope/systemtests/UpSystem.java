package io.alphascope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.local.system.Credentials;
import io.alphascope.local.system.SystemFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * A local system that is up, as {@code up --no-train} starts it.
 *
 * @param data its data folder
 */
public record UpSystem(
    LaunchedProcess launched, Path data, SystemFile addresses, Aggregator aggregator)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * @param folder takes its data and what it says
   * @param options of {@code up}
   */
  public static UpSystem start(Path folder, String... options) throws IOException {
    Path data = folder.resolve("data");
    List<String> up = new ArrayList<>(List.of("up", "--no-train", "--data-dir", data.toString()));
    up.addAll(List.of(options));
    LaunchedProcess launched = LaunchedProcess.start(folder, up.toArray(String[]::new));
    launched.awaitSaying("Up until Ctrl-C");
    String said = launched.said();
    SystemFile addresses = SystemFile.read(data).orElseThrow(() -> new AssertionError(said));
    return new UpSystem(
        launched, data, addresses, new Aggregator(addresses.url(), Credentials.apiToken(data)));
  }

  /** Waits until so many rows of a run are stored, and gives those of a curvature, by step. */
  public List<JsonNode> awaitRows(String run, String curvature, int rowsInAll) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> aggregator.run(run).map(Run::observations).orElse(0L) >= rowsInAll);
    Path file = Files.createTempFile(data.getParent(), "export", ".json");
    aggregator.export(run, "json", List.of(curvature), file);
    JsonNode rows = new ObjectMapper().readTree(file.toFile()).get("observations");
    return StreamSupport.stream(rows.spliterator(), false).toList();
  }

  /** Waits until a counter of the curvature service, over all its labels, has this value. */
  public void awaitCount(String counter, double value) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(count(counter)).isEqualTo(value));
  }

  /** A counter of the curvature service, over all its labels. */
  public double count(String counter) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(addresses.curvatureServiceUrl() + "/q/metrics")).build();
    return HttpClient.newHttpClient()
        .send(request, BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith(counter + "{") || line.startsWith(counter + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What the curvature service has written into its log. */
  public Optional<String> logged(String words) throws IOException {
    return log("curvature-service").filter(line -> line.contains(words)).findFirst();
  }

  /** The lines of a child's log. */
  public Stream<String> log(String child) throws IOException {
    return Files.readString(data.resolve("logs/%s.log".formatted(child))).lines();
  }

  /** The settings of a client of the broker that may do everything. */
  public Map<String, Object> kafkaClient() throws IOException {
    Map<String, Object> properties =
        new HashMap<>(Credentials.brokerLogin(data).orElseThrow().client());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, addresses.kafkaBootstrapServers());
    return properties;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    launched.signal("TERM");
    launched.exitStatus();
  }
}
