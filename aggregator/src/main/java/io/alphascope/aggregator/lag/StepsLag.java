package io.alphascope.aggregator.lag;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
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

  private static final String STEPS_PER_RECORD =
      """
      SELECT coalesce(CAST(steps_published AS float8) / nullif(records_published, 0), 1)
      FROM runs ORDER BY started DESC NULLS LAST LIMIT 1\
      """;

  private final GroupLags lags;
  private final Database database;

  StepsLag(GroupLags lags, Database database) {
    this.lags = lags;
    this.database = database;
  }

  /** Empty if the broker does not answer, or there are any and the database does not answer. */
  public Optional<Long> steps() {
    return lags.records(Topic.STEPS, ConsumerGroups.LIVE_OBSERVERS).flatMap(this::steps);
  }

  private Optional<Long> steps(long records) {
    if (records == 0) {
      return Optional.of(0L);
    }
    try {
      double each =
          database.inTransaction(
              handle -> handle.select(STEPS_PER_RECORD).mapTo(Double.class).findOne().orElse(1.0));
      return Optional.of(Math.round(records * each));
    } catch (DatabaseAwayException away) {
      LOG.debug("The lag of steps is unknown", away);
      return Optional.empty();
    }
  }
}
