package io.alphascope.aggregator.lag;

import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.run.RunQueries;
import io.alphascope.events.ConsumerGroups;
import io.alphascope.events.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Published steps that are not yet observed. The broker counts records, each of which can hold
 * several steps: as many as those of the newest run hold on average.
 */
@ApplicationScoped
public class StepsLag {

  private static final Logger LOG = Logger.getLogger(StepsLag.class);

  private final GroupLags lags;
  private final RunQueries runs;

  StepsLag(GroupLags lags, RunQueries runs) {
    this.lags = lags;
    this.runs = runs;
  }

  /** Empty if the broker does not answer, or there are any and the database does not answer. */
  public Optional<Long> steps() {
    return lags.records(Topic.STEPS, ConsumerGroups.LIVE_OBSERVERS).flatMap(this::steps);
  }

  /** So many records of steps in steps; empty if there are any and the database does not answer. */
  Optional<Long> steps(long records) {
    if (records == 0) {
      return Optional.of(0L);
    }
    try {
      return Optional.of(Math.round(records * runs.stepsPerRecordOfNewest()));
    } catch (DatabaseAwayException away) {
      LOG.debug("The lag of steps is unknown", away);
      return Optional.empty();
    }
  }
}
