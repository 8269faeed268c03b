package io.alphascope.curvatureservice.delivery;

import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.service.availability.Outage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;

/**
 * The way of every record of {@code training.steps}, live or in a replay: the work is done, what it
 * gives is published, and only then is the record's offset finished. So delivery is at least once;
 * results are deterministic and keyed, so a step that is done again overwrites what it gave before.
 * Thread-safe.
 */
@ApplicationScoped
public class Delivery {

  private static final Logger LOG = Logger.getLogger(Delivery.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  private final HeldWork heldWork;
  private final Results results;
  private final Outage forbidden = new Outage(LOG, "Kafka");

  Delivery(HeldWork heldWork, Results results) {
    this.heldWork = heldWork;
    this.results = results;
  }

  /**
   * Does the work as soon as this machine can, and publishes what it gives. Waits for as long as
   * the broker is away, or forbids to write.
   *
   * @param work may be run several times
   * @param executor runs it
   * @return what the work gave, when the broker has acknowledged all of it; fails as the work does,
   *     or if the broker refuses a record for good
   */
  public <T> Uni<T> deliver(
      Supplier<T> work, Function<T, List<OutgoingRecord>> records, Executor executor) {
    return heldWork
        .whenPossible(work, executor)
        .onItem()
        .transformToUni(done -> publish(records.apply(done)).replaceWith(done));
  }

  private Uni<Void> publish(List<OutgoingRecord> records) {
    return Multi.createFrom()
        .iterable(records)
        .onItem()
        .transformToUniAndMerge(this::publish)
        .onItem()
        .ignoreAsUni();
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
