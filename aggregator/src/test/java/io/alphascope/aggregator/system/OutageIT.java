package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.events.CurvatureObserved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever goes away and comes back: every row is stored once, and the statistics are right. */
class OutageIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static TestPostgres postgres;
  private static RunningAggregator system;

  @BeforeAll
  static void start() {
    postgres = new TestPostgres();
    system = RunningAggregator.started(postgres.newDatabase());
  }

  @AfterAll
  static void stop() {
    system.close();
    postgres.close();
  }

  @Test
  void waitsForBrokerAndDatabaseAtTheStart() {
    system.process.stop();
    system.kafka.stop();
    postgres.kill();
    int before = system.process.log().length();

    system.process.start();
    awaitNotReady(before, "Kafka");
    awaitNotReady(before, "PostgreSQL");
    assertThat(system.process.get("/api/runs").statusCode()).isEqualTo(503);
    assertThat(system.process.get("/api/runs").body()).contains("PostgreSQL cannot be used");
    assertThat(system.process.get("/api/status").body())
        .contains("\"database\":\"down\"", "\"broker\":\"down\"", "\"steps_lag\":null");
    system.kafka.start();
    postgres.start();
    system.process.awaitReady();

    assertSaidOnce(before, "Kafka at \\S+ does not answer", "Kafka at \\S+ answers again");
    assertSaidOnce(before, "PostgreSQL does not answer", "PostgreSQL answers again");
    publishAndAwait("after-start");
  }

  @Test
  void storesWhatCameWhileTheDatabaseWasAway() {
    List<CurvatureObserved> series = shuffled("database-away");
    system.publish(series.subList(0, 200));
    system.await("SELECT count(*) > 0 FROM observations WHERE run = 'database-away'", true);
    int before = system.process.log().length();

    postgres.kill();
    awaitNotReady(before, "PostgreSQL");
    system.publish(series.subList(200, series.size()));
    postgres.start();

    awaitComplete("database-away");
    system.process.awaitReady();
    assertSaidOnce(before, "PostgreSQL does not answer", "PostgreSQL answers again");
  }

  @Test
  void goesOnWhenTheBrokerIsBack() {
    List<CurvatureObserved> series = shuffled("broker-away");
    system.publish(series.subList(0, 200));
    system.await("SELECT count(*) > 0 FROM observations WHERE run = 'broker-away'", true);

    int before = system.process.log().length();
    system.kafka.stop();
    awaitNotReady(before, "Kafka");
    system.kafka.start();
    system.publish(series.subList(200, series.size()));

    awaitComplete("broker-away");
    system.process.awaitReady();
  }

  @Test
  void comesBackAfterKill9() {
    List<CurvatureObserved> series = shuffled("killed");
    for (int part = 0; part < 3; part++) {
      system.publish(series.subList(200 * part, 200 * part + 200));
      system.await(
          "SELECT count(*) > %d FROM observations WHERE run = 'killed'".formatted(200 * part),
          true);
      system.process.kill();
      system.process.start();
    }
    system.publish(series.subList(600, series.size()));

    awaitComplete("killed");
    system.process.awaitReady();
  }

  private static void publishAndAwait(String run) {
    system.publish(shuffled(run));
    awaitComplete(run);
  }

  private static List<CurvatureObserved> orderly(String run) {
    return Observations.series(run, "hessian", 800, run.hashCode());
  }

  private static List<CurvatureObserved> shuffled(String run) {
    List<CurvatureObserved> series = new ArrayList<>(orderly(run));
    Collections.shuffle(series, new Random(1));
    return series;
  }

  private static void awaitComplete(String run) {
    List<CurvatureObserved> series = orderly(run);
    system.await(
        "SELECT count(*) FROM observations WHERE run = '%s'".formatted(run), series.size());
    system.awaitStatistics(series);
  }

  /** Both in the answer of readiness and in the log, the log from the character {@code before}. */
  private static void awaitNotReady(int before, String what) {
    String check = what.equals("Kafka") ? "broker" : "database";
    Pattern said = Pattern.compile(what + ".* does not answer");
    Awaitility.await(what)
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () ->
                said.matcher(system.process.log().substring(before)).find()
                    && system.json("/q/health/ready").at("/checks").findParents("name").stream()
                        .anyMatch(
                            found ->
                                found.at("/name").asText().equals(check)
                                    && found.at("/status").asText().equals("DOWN")
                                    && found
                                        .at("/data/reason")
                                        .asText()
                                        .contains("does not answer")));
  }

  private static void assertSaidOnce(int before, String... sayings) {
    String log = system.process.log().substring(before);
    for (String saying : sayings) {
      assertThat(log.split(saying, -1)).as("\"%s\" in %s", saying, log).hasSize(2);
    }
  }
}
