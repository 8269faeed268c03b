package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What earlier versions filed for want of a decision on the topic. */
@ExtendWith(SharedServers.class)
class FalseDeadLettersIT {

  private static final String MIGRATION = "R__false_dead_letters.sql";

  @Test
  void areRemovedAndTrueOnesKept(TestDatabase empty) throws SQLException {
    try (SeriesDatabase database = SeriesDatabase.migrated(empty)) {
      assertThat(
              database.query(
                  "WITH undone AS (DELETE FROM flyway_schema_history WHERE script = '%s'"
                          .formatted(MIGRATION)
                      + " RETURNING 1), filed AS (INSERT INTO dead_letters"
                      + " (source_topic, source_partition, source_offset, run, reason) VALUES"
                      + " ('curvature.replays', 0, 7, '', 'false'),"
                      + " ('training.steps', 0, 7, '', 'true'))"
                      + " SELECT * FROM undone"))
          .hasSize(1);

      database.migrate("latest");

      assertThat(database.query("SELECT source_topic FROM dead_letters"))
          .containsExactly(List.of("training.steps"));
    }
  }
}
