package io.alphascope.aggregator.postgres;

import io.alphascope.aggregator.postgres.RunView.CountedReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Why records of a run could not be processed. */
final class DeadLetterReasons {

  /**
   * A reason begins with the field that is wrong, whose elements are told apart by an index: those
   * of one field count as one kind, of which the first is shown.
   */
  private static final String BY_KIND =
      """
      SELECT (array_agg(reason ORDER BY step, source_partition, source_offset))[1] AS reason,
        count(*) AS count
      FROM dead_letters WHERE run = ?
      GROUP BY regexp_replace(split_part(reason, ':', 1), '\\[.*', '')
      ORDER BY count DESC, reason\
      """;

  private DeadLetterReasons() {}

  /** Each kind of reason with its number, the most frequent first. */
  static List<CountedReason> of(Connection connection, String run) throws SQLException {
    return Rows.of(connection, BY_KIND, run).stream()
        .map(row -> new CountedReason((String) row.get("reason"), (Long) row.get("count")))
        .toList();
  }
}
