package io.alphascope.cli.following;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers with what the test lists, the last answer again and again. */
class RunFollowerTest {
  private static final List<String> CURVATURES = List.of("hessian", "ggn");

  private final Deque<String> answers = new ArrayDeque<>();
  private final List<Progress> shown = new ArrayList<>();
  private HttpServer server;
  private Instant now = Instant.EPOCH;
  private Duration betweenLooks = Duration.ofSeconds(5);
  private String status = "{\"steps_lag\": 0, \"observations_lag\": 0}";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/api/status", exchange -> answer(exchange, 200, status));
    server.createContext("/api/runs/r", this::answerRun);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void endsWhenEveryPublishedStepIsObservedForEveryCurvature() throws Exception {
    answers.add(run("running", 2, 0, 0));
    answers.add(run("completed", 4, 3, 0));
    answers.add(run("completed", 4, 4, 0));

    Outcome outcome = follow();

    assertThat(outcome.isFull()).isTrue();
    assertThat(shown).extracting(Progress::observed).containsExactly(0L, 3L, 4L);
  }

  @Test
  void countsDeadLettersAsSettledButNotAsObserved() throws Exception {
    answers.add(run("completed", 4, 3, 1));

    Outcome outcome = follow();

    assertThat(outcome.missing()).isZero();
    assertThat(outcome.isFull()).isFalse();
  }

  @Test
  void saysOnceWhatTheSystemWaitsFor() throws Exception {
    status =
        "{\"steps_lag\": 4, \"observations_lag\": 0, \"waiting_for\":"
            + " [\"the curvature service: data set mnist is not here\"]}";
    answers.add(run("completed", 4, 0, 0));
    answers.add(run("completed", 4, 0, 0));
    answers.add(run("completed", 4, 0, 0));
    answers.add(run("completed", 4, 4, 0));

    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      assertThat(follow().isFull()).isTrue();
    } finally {
      System.setErr(err);
    }

    assertThat(said.toString(UTF_8).lines())
        .containsExactly("Waiting: the curvature service: data set mnist is not here");
  }

  @Test
  void givesUpOnStepsThatAreLost() throws Exception {
    answers.add(run("completed", 4, 2, 0));

    Outcome outcome = follow();

    assertThat(outcome.missing()).isEqualTo(2);
    assertThat(outcome.isFull()).isFalse();
  }

  @Test
  void isNotFullIfTheRunWasStopped() throws Exception {
    answers.add(run("stopped", 4, 4, 0));

    assertThat(follow().isFull()).isFalse();
  }

  @Test
  void waitsForAServiceThatStartsAgain() throws Exception {
    answers.add("503");
    answers.add("503");
    answers.add(run("completed", 4, 4, 0));

    assertThat(follow().isFull()).isTrue();
  }

  @Test
  void waitsForARunThatIsNotKnownYet() throws Exception {
    answers.add("404");
    answers.add(run("completed", 4, 4, 0));

    assertThat(follow().isFull()).isTrue();
  }

  @Test
  void endsIfTheRunStaysUnknown() {
    answers.add("404");
    betweenLooks = Duration.ofMinutes(1);

    assertThatThrownBy(this::follow).hasMessage("The aggregator does not know run r");
  }

  @Test
  void endsWithARefusalThatWillNotPass() {
    answers.add("400");

    assertThatThrownBy(this::follow).isInstanceOf(RefusedException.class);
  }

  @Test
  void endsWhenItsGuardSaysSo() {
    answers.add(run("running", 2, 0, 0));
    RunFollower follower =
        follower(
            () -> {
              throw new IllegalStateException("a part was given up");
            });

    assertThatThrownBy(() -> follower.follow("r")).hasMessage("a part was given up");
  }

  private Outcome follow() throws InterruptedException {
    return follower(() -> {}).follow("r");
  }

  private RunFollower follower(Runnable guard) {
    Aggregator aggregator =
        new Aggregator("http://127.0.0.1:" + server.getAddress().getPort(), Optional.empty());
    return new RunFollower(aggregator, CURVATURES, shown::add, guard, this::later);
  }

  private Instant later() {
    now = now.plus(betweenLooks);
    return now;
  }

  private void answerRun(HttpExchange exchange) throws IOException {
    String answer = answers.size() > 1 ? answers.remove() : answers.element();
    if (answer.length() == 3) {
      answer(exchange, Integer.parseInt(answer), "{\"error\": \"no\"}");
    } else {
      answer(exchange, 200, answer);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String run(String state, int hessian, int ggn, int deadLetters) {
    return """
    {"run": "r", "state": "%s", "steps_planned": 4, "steps_taken": 4, "steps_published": 4,
     "steps_skipped": 0, "dead_letters": %d, "specification": {"curvatures": []},
     "curvatures": [{"curvature": "hessian", "observed": %d},
                    {"curvature": "ggn", "observed": %d}]}\
    """
        .formatted(state, deadLetters, hessian, ggn);
  }
}
