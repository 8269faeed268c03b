package io.alphascope.cli.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alphascope.cli.test.CommandLineRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an aggregator that only remembers what it was asked. */
class DeleteCommandTest {
  private static final String RUN =
      "{\"run\": \"%1$s\", \"state\": \"%2$s\", \"steps_taken\": 188, \"publisher\": %3$s,"
          + " \"curvatures\": [{\"curvature\": \"ggn\", \"observed\": 188}]}";

  private final Map<String, String> states =
      new TreeMap<>(Map.of("one", "completed", "two", "failed", "training", "running"));
  private final List<String> deleted = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/runs", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String run = exchange.getRequestURI().getPath().replaceFirst("/api/runs/?", "");
    if (exchange.getRequestMethod().equals("DELETE")) {
      deleted.add(exchange.getRequestURI().getQuery().replaceFirst("^run=", ""));
      exchange.sendResponseHeaders(204, -1);
    } else if (run.isEmpty()) {
      answer(
          exchange,
          200,
          states.keySet().stream()
              .map(this::shown)
              .collect(Collectors.joining(",", "{\"runs\": [", "]}")));
    } else {
      answer(exchange, states.containsKey(run) ? 200 : 404, shown(run));
    }
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    exchange.sendResponseHeaders(status, json.getBytes(UTF_8).length);
    exchange.getResponseBody().write(json.getBytes(UTF_8));
  }

  private String shown(String run) {
    return RUN.formatted(
        run, states.get(run), run.equals("outside") ? "\"alphascope-python 0.1\"" : "null");
  }

  private CommandLineRun delete(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "delete";
    all[1] = "--url=http://127.0.0.1:" + server.getAddress().getPort();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return CommandLineRun.of(all);
  }

  @Test
  void deletesEachRunOnceAndPrintsThem() {
    CommandLineRun run = delete("two", "one", "two", "--yes", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(deleted).containsExactly("two", "one");
    assertThat(run.out().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"deleted\":[{\"run\":\"two\",\"observations\":188},"
                + "{\"run\":\"one\",\"observations\":188}]}");
    assertThat(run.err()).contains("Deleted one and its 188 observations");
  }

  /** Earlier versions let runs be called so. */
  @Test
  void deletesARunOfAnyName() {
    for (String name : List.of("..", ".", "latest", "-x")) {
      states.put(name, "foreign");
    }

    CommandLineRun run = delete("--yes", "--", "..", ".", "latest", "-x");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(deleted).containsExactly("..", ".", "latest", "-x");
  }

  @Test
  void deletesNothingWhereNobodyCanBeAsked() {
    CommandLineRun run = delete("one");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            """
            one: completed, 188 steps, 188 observations
            alphascope: Cannot ask for confirmation, as this is not a terminal: give --yes to confirm
            """);
    assertThat(deleted).isEmpty();
  }

  @Test
  void deletesNothingIfOneOfThemIsUnknownOrBeingTrained() {
    CommandLineRun unknown = delete("one", "three", "--yes");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err())
        .isEqualTo("alphascope: There is no run three: there are one, training, two\n");

    CommandLineRun training = delete("one", "training", "--yes");
    assertThat(training.status()).isEqualTo(1);
    assertThat(training.err())
        .isEqualTo(
            "alphascope: Run training is being trained: stop it with 'alphascope stop training',"
                + " then delete it\n");
    assertThat(deleted).isEmpty();
  }

  @Test
  void leavesTheEndOfARunToTheClientThatTrainsIt() {
    states.put("outside", "running");

    CommandLineRun run = delete("outside", "--yes");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "alphascope: Run outside is being trained: end it in alphascope-python 0.1, which"
                + " trains it; if that has died, the run is marked interrupted within a minute, and"
                + " can be deleted then\n");
    assertThat(deleted).isEmpty();
  }

  @Test
  void wantsARun() {
    CommandLineRun run = delete("--yes");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Missing required parameter: 'RUN'");
  }
}
