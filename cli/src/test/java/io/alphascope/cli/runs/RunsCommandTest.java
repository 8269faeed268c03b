package io.alphascope.cli.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alphascope.cli.test.CommandLineRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an aggregator that only knows four runs. */
class RunsCommandTest {
  private static final String RUNS =
      """
      {"runs": [
        {"run": "trained", "state": "completed", "specification": {"epochs": 2},
         "steps": {"observed": 94, "first": 0, "last": 186, "epoch": 2, "batch_size": 64,
                   "first_learning_rate": 0.00001, "learning_rate": 0.00001},
         "trouble": "The last step, 186, is not finite.", "steps_planned": 188, "steps_taken": 188,
         "steps_published": 94, "steps_skipped": 0,
         "evaluations": [{"epoch": 1, "test_loss": 0.3, "test_accuracy": 0.904}],
         "curvatures": [{"curvature": "ggn", "observed": 94}]},
        {"run": "published", "state": "foreign", "specification": {"epochs": null},
         "steps": {"observed": 7, "first": 3, "last": 9, "epoch": 1, "batch_size": 8,
                   "first_learning_rate": 0.5, "learning_rate": 0.009903113209758096},
         "trouble": null, "steps_planned": null, "steps_taken": null,
         "steps_published": null, "steps_skipped": null, "evaluations": [],
         "curvatures": [{"curvature": "hessian", "observed": 7}],
         "remarks": ["The one.", "The other."]},
        {"run": "silent", "state": "foreign", "specification": {"epochs": null},
         "steps": {"observed": 0, "first": null, "last": null, "epoch": null, "batch_size": null,
                   "first_learning_rate": null, "learning_rate": null},
         "trouble": null, "steps_planned": null, "steps_taken": null, "steps_published": null,
         "steps_skipped": null, "evaluations": [], "curvatures": []},
        {"run": "outside", "state": "running", "publisher": "alphascope-python 0.1",
         "specification": {"epochs": null},
         "steps": {"observed": 5, "first": 0, "last": 4, "epoch": null, "batch_size": 8,
                   "first_learning_rate": 0.5, "learning_rate": 0.5},
         "trouble": null, "steps_planned": null, "steps_taken": 6, "steps_published": 6,
         "steps_skipped": 0, "evaluations": [],
         "curvatures": [{"curvature": "ggn", "observed": 5}]}]}
      """;
  private static final String KEPT =
      """
      {"runs": [{"run": "trained", "kept": 90}, {"run": "published", "kept": null}]}
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
                        "trained",
                        "completed",
                        "188/188",
                        "94",
                        "94",
                        "(0..186)",
                        "90",
                        "0.00001",
                        "64",
                        "2/2",
                        "94",
                        "90.40",
                        "%",
                        "ggn"),
            trouble ->
                assertThat(trouble)
                    .containsExactly("The", "last", "step,", "186,", "is", "not", "finite."),
            published ->
                assertThat(published)
                    .containsExactly(
                        "published",
                        "foreign",
                        "–",
                        "–",
                        "7",
                        "(3..9)",
                        "–",
                        "0.5..0.00990311",
                        "8",
                        "1",
                        "7",
                        "hessian"),
            one -> assertThat(one).containsExactly("The", "one."),
            other -> assertThat(other).containsExactly("The", "other."),
            silent ->
                assertThat(silent)
                    .containsExactly("silent", "foreign", "–", "–", "0", "–", "–", "–", "–", "0"),
            outside ->
                assertThat(outside)
                    .containsExactly(
                        "outside", "running", "6", "6", "5", "(0..4)", "–", "0.5", "8", "–", "5",
                        "ggn"));
  }
}
