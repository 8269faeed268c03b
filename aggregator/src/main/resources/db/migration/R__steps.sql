-- What is known of a run from its observed steps. Flyway applies this file again whenever it changes,
-- after R__dashboards.sql, whose functions it uses.

-- If a curvature has all steps from the first to the last, its count is the number of different steps;
-- only if none has, they are counted one by one.
CREATE OR REPLACE FUNCTION steps_of(of_run text)
RETURNS TABLE (
  observed bigint, first_step bigint, last_step bigint, last_epoch integer, batch_size integer,
  first_learning_rate double precision, last_learning_rate double precision
) STABLE ROWS 1 LANGUAGE plpgsql SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH series AS MATERIALIZED (
    SELECT c.curvature, f.step AS first_step, l.step AS last_step, n.count
    FROM curvatures_of(of_run) AS c (curvature)
    CROSS JOIN LATERAL (SELECT min(o.step) AS step FROM observations o WHERE o.run = of_run AND o.curvature = c.curvature) AS f
    CROSS JOIN LATERAL (SELECT max(o.step) AS step FROM observations o WHERE o.run = of_run AND o.curvature = c.curvature) AS l
    CROSS JOIN LATERAL (
      SELECT sum(b.count)::bigint AS count
      FROM observation_buckets(of_run, c.curvature, '{}', NULL, NULL, CASE WHEN l.step < 65536 THEN 1 ELSE 1000 END) AS b) AS n
  ), all_steps AS MATERIALIZED (
    SELECT min(s.first_step) AS first_step, max(s.last_step) AS last_step, max(s.count) AS most, count(*) AS curvatures
    FROM series s
  )
  SELECT
    CASE
      WHEN a.curvatures = 0 THEN 0
      WHEN a.curvatures = 1 OR a.most = a.last_step - a.first_step + 1 THEN a.most
      ELSE (SELECT count(DISTINCT o.step) FROM observations o WHERE o.run = of_run)
    END,
    a.first_step, a.last_step, l.epoch,
    coalesce(r.batch_size, own_batch_size(of_run)),
    coalesce(f.learning_rate, l.learning_rate, r.learning_rate),
    coalesce(l.learning_rate, r.learning_rate)
  FROM all_steps a
  LEFT JOIN LATERAL (
    SELECT o.learning_rate FROM series s JOIN observations o ON o.run = of_run AND o.curvature = s.curvature AND o.step = a.first_step
    WHERE s.first_step = a.first_step LIMIT 1) AS f ON true
  LEFT JOIN LATERAL (
    SELECT o.learning_rate, o.epoch FROM series s JOIN observations o ON o.run = of_run AND o.curvature = s.curvature AND o.step = a.last_step
    WHERE s.last_step = a.last_step LIMIT 1) AS l ON true
  LEFT JOIN runs r ON r.run = of_run;
END
$$;
COMMENT ON FUNCTION steps_of(text) IS 'One row: how many different steps of a run have been observed, the first and the last of them, and what is known of the samples per step and of the learning rates of the first and the last step: from the steps, else from the specification of the run; null if unknown.';
