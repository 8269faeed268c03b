package io.alphascope.curvatureservice.delivery;

import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.service.availability.Outage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;

/**
 * Processes every record of {@code training.steps}, live or in a replay: the work is done, its
 * results are published, and only then is the record's offset finished. So delivery is at least
 * once; results are deterministic and keyed, so a step that is processed again overwrites its
 * results with equal ones. Thread-safe.
 */
@ApplicationScoped
public class Delivery {

  private static final Logger LOG = Logger.getLogger(Delivery.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  @Inject HeldWork heldWork;
  @Inject Results results;

  private final Outage forbidden = new Outage(LOG, "Kafka");

  /**
   * Does the work as soon as this machine can, and publishes its results. Waits while the broker is
   * away, or forbids to write.
   *
   * @param work may be run several times
   * @param executor runs it
   * @return the work's result, when the broker has acknowledged all of its records; fails as the
   *     work does, or if the broker refuses a record permanently
   */
  public <T> Uni<T> deliver(
      Supplier<T> work, Function<T, List<OutgoingRecord>> records, Executor executor) {
    return heldWork
        .whenPossible(work, executor)
        .onItem()
        .transformToUni(
            done ->
                Multi.createFrom()
                    .iterable(records.apply(done))
                    .onItem()
                    .transformToUniAndMerge(this::publish)
                    .onItem()
                    .ignoreAsUni()
                    .replaceWith(done));
  }

  private Uni<Void> publish(OutgoingRecord record) {
    return results
        .publish(record)
        .onFailure(AuthorizationException.class)
        .invoke(refusal -> forbidden.refused(refusal.getMessage()))
        .onFailure(AuthorizationException.class)
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .indefinitely()
        .invoke(forbidden::answered);
  }
}
