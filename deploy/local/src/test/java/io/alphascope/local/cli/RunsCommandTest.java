package io.alphascope.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an aggregator that only knows two runs. */
class RunsCommandTest {
  private static final String RUNS =
      """
      {"runs": [
        {"run": "trained", "state": "completed", "steps_planned": 188, "steps_taken": 188,
         "steps_published": 94, "steps_skipped": 0,
         "evaluations": [{"epoch": 1, "test_loss": 0.3, "test_accuracy": 0.904}],
         "curvatures": [{"curvature": "ggn", "observed": 94}]},
        {"run": "published", "state": "foreign", "steps_planned": null, "steps_taken": null,
         "steps_published": null, "steps_skipped": null, "evaluations": [],
         "curvatures": [{"curvature": "hessian", "observed": 7}],
         "remarks": ["The one.", "The other."]}]}
      """;
  private static final String KEPT =
      """
      {"runs": [{"run": "trained", "kept": 90}, {"run": "published", "kept": 7}]}
      """;

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/runs", exchange -> answer(exchange, RUNS));
    server.createContext("/api/kept-steps", exchange -> answer(exchange, KEPT));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    exchange.sendResponseHeaders(200, json.getBytes(UTF_8).length);
    exchange.getResponseBody().write(json.getBytes(UTF_8));
    exchange.close();
  }

  @Test
  void listsWhatIsKnownOfEachRunAndADashForWhatIsNot() {
    CommandLineRun run =
        CommandLineRun.of("runs", "--url", "http://127.0.0.1:" + server.getAddress().getPort());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.strip().split("\\s+")))
        .satisfiesExactly(
            headline -> assertThat(headline).contains("published", "replayable"),
            trained ->
                assertThat(trained)
                    .containsExactly(
                        "trained", "completed", "188/188", "94", "90", "94", "90.40", "%", "ggn"),
            published ->
                assertThat(published)
                    .containsExactly("published", "foreign", "–", "–", "7", "7", "hessian"),
            remark -> assertThat(remark).containsExactly("published:", "The", "one."),
            remark -> assertThat(remark).containsExactly("published:", "The", "other."));
  }
}
