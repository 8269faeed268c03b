package io.alphascope.aggregator.run;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.run.RunView.CountedReason;
import io.alphascope.aggregator.run.RunView.Evaluation;
import io.alphascope.aggregator.run.RunView.Stored;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Runs with their current state. */
@ApplicationScoped
public class RunQueries {

  private static final String RUNS =
      """
      SELECT *, string_to_array(curvatures, ',') AS curvature_names,
        string_to_array(observables, ',') AS observable_names,
        (SELECT count(*) FROM dead_letters WHERE dead_letters.run = runs.run) AS dead_letters
      FROM runs\
      """;

  private static final String NEWEST_FIRST = " ORDER BY started DESC NULLS LAST, run";

  private static final String EVALUATIONS =
      "SELECT epoch, step, test_loss, test_accuracy FROM epochs WHERE run = ? ORDER BY epoch";

  /**
   * Each kind of reason with its count, the most frequent first. A reason begins with the field
   * that is wrong, perhaps with an index; reasons of the same field are one kind, of which the
   * first is shown.
   */
  private static final String DEAD_LETTER_REASONS =
      """
      SELECT (array_agg(reason ORDER BY step, source_partition, source_offset))[1] AS reason,
        count(*) AS count
      FROM dead_letters WHERE run = ?
      GROUP BY regexp_replace(split_part(reason, ':', 1), '\\[.*', '')
      ORDER BY count DESC, reason\
      """;

  private static final String STEPS_PER_RECORD =
      "SELECT coalesce(CAST(steps_published AS float8) / nullif(records_published, 0), 1) FROM runs"
          + NEWEST_FIRST
          + " LIMIT 1";

  private final Database database;
  private final RunSummaries summaries;

  RunQueries(Database database, RunSummaries summaries) {
    this.database = database;
    this.summaries = summaries;
  }

  /** All runs, the newest first. */
  public List<RunView> all() throws DatabaseAwayException {
    return database.inTransaction(
        handle ->
            handle.select(RUNS + NEWEST_FIRST).mapTo(Stored.class).list().stream()
                .map(run -> view(handle, run))
                .toList());
  }

  /** Ids of all runs, the newest first. */
  public List<String> ids() throws DatabaseAwayException {
    return database.inTransaction(
        handle -> handle.select("SELECT run FROM runs" + NEWEST_FIRST).mapTo(String.class).list());
  }

  /**
   * How many steps the records of the newest run hold on average; 1 if they were not counted, or
   * there is no run.
   */
  public double stepsPerRecordOfNewest() throws DatabaseAwayException {
    return database.inTransaction(
        handle -> handle.select(STEPS_PER_RECORD).mapTo(Double.class).findOne().orElse(1.0));
  }

  /** One run; empty if there is none of that id. */
  public Optional<RunView> find(String run) throws DatabaseAwayException {
    return database.inTransaction(
        handle ->
            handle
                .select(RUNS + " WHERE run = ?", run)
                .mapTo(Stored.class)
                .findOne()
                .map(found -> view(handle, found)));
  }

  /**
   * A run that a client outside trains and reports on.
   *
   * @param publisher that client
   */
  public record Reported(String run, String publisher, String state) {

    public boolean isRunning() {
      return state.equals("running");
    }
  }

  /** Empty if there is no run of that id, or if no client outside reports on it. */
  public Optional<Reported> reported(String run) throws DatabaseAwayException {
    return database.inTransaction(
        handle ->
            handle
                .select(
                    "SELECT run, publisher, state FROM runs"
                        + " WHERE run = ? AND publisher IS NOT NULL",
                    run)
                .mapTo(Reported.class)
                .findOne());
  }

  /** A run in words; empty if there is none of that id. */
  public Optional<String> verdict(String run, int window) throws DatabaseAwayException {
    return database.inTransaction(
        handle ->
            handle
                .select("SELECT verdict(run, ?) FROM runs WHERE run = ?", window, run)
                .mapTo(String.class)
                .findOne());
  }

  private RunView view(Handle handle, Stored run) {
    return new RunView(
        run,
        handle.select(EVALUATIONS, run.run()).mapTo(Evaluation.class).list(),
        run.deadLetters() == 0
            ? List.of()
            : handle.select(DEAD_LETTER_REASONS, run.run()).mapTo(CountedReason.class).list(),
        summaries.of(handle, run.run()));
  }
}
