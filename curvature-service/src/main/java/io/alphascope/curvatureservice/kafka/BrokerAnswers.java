package io.alphascope.curvatureservice.kafka;

import io.alphascope.service.broker.Broker;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for Kafka on behalf of a request, for a limited time. */
@ApplicationScoped
public class BrokerAnswers {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject Broker broker;

  /**
   * @throws RefusedException if the broker is away, does not answer in time, or refuses
   */
  public void await(CompletableFuture<?> answer) throws InterruptedException {
    if (broker.trouble().isPresent()) {
      throw away();
    }
    try {
      answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new RefusedException(
          Reason.FORBIDDEN, "Kafka refuses the record: " + refused.getCause(), refused);
    } catch (TimeoutException unanswered) {
      throw away();
    }
  }

  private RefusedException away() {
    return new RefusedException(
        Reason.AWAY,
        broker.trouble().orElse("Kafka has not answered within " + PATIENCE) + ". Try again");
  }
}
