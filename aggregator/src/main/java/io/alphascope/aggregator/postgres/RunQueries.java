package io.alphascope.aggregator.postgres;

import io.alphascope.aggregator.postgres.RunView.Evaluation;
import io.alphascope.aggregator.postgres.RunView.Normalisation;
import io.alphascope.aggregator.postgres.RunView.Optimizer;
import io.alphascope.aggregator.postgres.RunView.Specification;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs, as they stand. */
@ApplicationScoped
public class RunQueries {

  private static final String ALL =
      """
      SELECT *, (SELECT count(*) FROM dead_letters WHERE dead_letters.run = runs.run) AS dead_letters
      FROM runs\
      """;

  private final Database database;
  private final RunSummaries summaries;

  RunQueries(Database database, RunSummaries summaries) {
    this.database = database;
    this.summaries = summaries;
  }

  /** All runs, the newest first. */
  public List<RunView> all() throws DatabaseAwayException {
    return database.inTransaction(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(ALL + " ORDER BY started DESC NULLS LAST, run")) {
            return views(connection, statement);
          }
        });
  }

  /** Ids of all runs, the newest first. */
  public List<String> ids() throws DatabaseAwayException {
    return database.inTransaction(
        connection ->
            Rows.of(connection, "SELECT run FROM runs ORDER BY started DESC NULLS LAST, run")
                .stream()
                .map(row -> (String) row.get("run"))
                .toList());
  }

  /** One run; empty if there is none of that id. */
  public Optional<RunView> find(String run) throws DatabaseAwayException {
    return database.inTransaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ALL + " WHERE run = ?")) {
            statement.setString(1, run);
            return views(connection, statement).stream().findFirst();
          }
        });
  }

  /** A run in words; empty if there is none of that id. */
  public Optional<String> verdict(String run, int window) throws DatabaseAwayException {
    return database.inTransaction(
        connection ->
            Rows.of(
                    connection,
                    "SELECT verdict(run, ?) AS words FROM runs WHERE run = ?",
                    window,
                    run)
                .stream()
                .map(row -> (String) row.get("words"))
                .findFirst());
  }

  private List<RunView> views(Connection connection, PreparedStatement statement)
      throws SQLException {
    List<RunView> views = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        views.add(view(connection, row));
      }
    }
    return views;
  }

  private RunView view(Connection connection, ResultSet row) throws SQLException {
    String run = row.getString("run");
    RunSummaries.Summary summary =
        summaries.of(connection, run, row.getObject("stored_at", OffsetDateTime.class));
    long deadLetters = row.getLong("dead_letters");
    return new RunView(
        run,
        specification(row),
        row.getString("state"),
        row.getString("message"),
        instant(row, "started"),
        instant(row, "ended"),
        row.getString("device"),
        row.getObject("steps_planned", Long.class),
        row.getObject("steps_taken", Long.class),
        row.getObject("steps_published", Long.class),
        row.getObject("steps_skipped", Long.class),
        row.getObject("last_published_step", Long.class),
        row.getObject("training_seconds", Double.class),
        evaluations(connection, run),
        row.getObject("parameter_count", Long.class),
        row.getObject("training_samples", Long.class),
        summary.steps(),
        deadLetters,
        deadLetters == 0 ? List.of() : DeadLetterReasons.of(connection, run),
        summary.observingSeconds(),
        summary.trouble(),
        summary.curvatures(),
        List.of((String[]) row.getArray("remarks").getArray()));
  }

  private static Specification specification(ResultSet row) throws SQLException {
    Double mean = row.getObject("normalisation_mean", Double.class);
    String curvatures = row.getString("curvatures");
    return new Specification(
        row.getString("network"),
        row.getString("activation"),
        row.getString("loss"),
        row.getString("reduction"),
        row.getString("dataset"),
        mean == null
            ? null
            : new Normalisation(mean, row.getDouble("normalisation_standard_deviation")),
        new Optimizer(
            row.getString("optimizer"),
            row.getObject("learning_rate", Double.class),
            row.getObject("momentum", Double.class),
            row.getObject("nesterov", Boolean.class),
            row.getObject("weight_decay", Double.class)),
        row.getString("schedule"),
        row.getObject("warmup_steps", Long.class),
        row.getObject("seed", Long.class),
        curvatures.isEmpty() ? List.of() : List.of(curvatures.split(",")),
        row.getObject("batch_size", Integer.class),
        row.getObject("epochs", Integer.class),
        row.getObject("publish_every", Integer.class));
  }

  private static List<Evaluation> evaluations(Connection connection, String run)
      throws SQLException {
    List<Evaluation> evaluations = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT epoch, step, test_loss, test_accuracy FROM epochs WHERE run = ? ORDER BY"
                + " epoch")) {
      statement.setString(1, run);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          evaluations.add(
              new Evaluation(
                  row.getInt(1), row.getLong(2), row.getDouble(3), row.getObject(4, Double.class)));
        }
      }
    }
    return evaluations;
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
