package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.events.test.SaslSsl;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's broker, which takes a password over TLS and nothing else. */
@ExtendWith(SharedServers.class)
class SecuredBrokerIT {

  @TempDir private Path folder;

  @Test
  void everyClientReachesItByTheDocumentedSettings(TestDatabase database) {
    SaslSsl security = new SaslSsl(folder);
    try (RunningAggregator running =
        new RunningAggregator(database, new EmbeddedKafka(security), security.client())) {
      running.process.start();
      running.process.awaitReady();
      List<CurvatureObserved> series = Observations.series("secured", "hessian", 50, 1);

      running.publish(series);

      running.awaitStatistics(series);
      running.await("SELECT count(*) FROM observations", 50);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(running.json("/api/status").path("observations_lag").asLong(-1))
                      .isZero());
    }
  }

  @Test
  void aWrongPasswordIsSaidWithTheRemedy(TestDatabase database) {
    SaslSsl security = new SaslSsl(folder);
    Map<String, String> wrong = new HashMap<>(security.client());
    wrong.computeIfPresent(
        "sasl.jaas.config", (name, value) -> value.replace("a-password-of", "no-password-of"));
    try (RunningAggregator running =
        new RunningAggregator(database, new EmbeddedKafka(security), wrong)) {
      running.process.start();

      Awaitility.await()
          .atMost(AggregatorProcess.START_LIMIT)
          .ignoreExceptions()
          .until(() -> running.process.log().contains("Authentication failed"));
      assertThat(running.process.get("/q/health/ready").statusCode()).isEqualTo(503);
      assertThat(running.process.log()).doesNotContain("no-password-of");
    }
  }
}
