-- Functions that several panels of the dashboards (deploy/grafana/dashboards) use. Flyway applies this
-- file again whenever it changes.
--
-- Why ROWS and `jit = off`: PostgreSQL would expect thousands of rows where there are three, and then
-- compile for two seconds a query that runs in milliseconds.

-- Jumps from curvature to curvature in the primary key, without reading all rows of the run.
CREATE OR REPLACE FUNCTION curvatures_of(observed_run text)
RETURNS SETOF text STABLE ROWS 4 LANGUAGE sql SET jit = off AS $$
  WITH RECURSIVE found (curvature) AS (
    SELECT min(curvature) FROM observations WHERE run = observed_run
    UNION ALL
    SELECT (SELECT min(o.curvature) FROM observations o
            WHERE o.run = observed_run AND o.curvature > found.curvature)
    FROM found WHERE found.curvature IS NOT NULL
  )
  SELECT curvature FROM found WHERE curvature IS NOT NULL
$$;
COMMENT ON FUNCTION curvatures_of(text) IS 'Names of the curvatures that a run has observations of.';

CREATE OR REPLACE FUNCTION curvature_rank(curvature text)
RETURNS integer IMMUTABLE LANGUAGE sql AS $$
  SELECT coalesce(array_position(ARRAY['hessian', 'ggn', 'hessian@fresh:256'], curvature), 4)
$$;
COMMENT ON FUNCTION curvature_rank(text) IS 'Place of a curvature in lists: the default curvatures come first.';

CREATE OR REPLACE FUNCTION chosen_runs(chosen text[])
RETURNS SETOF runs STABLE ROWS 3 LANGUAGE sql SET jit = off AS $$
  SELECT runs.* FROM runs JOIN (
    SELECT run, row_number() OVER (ORDER BY started DESC NULLS LAST, run) AS age FROM runs
  ) AS aged USING (run)
  WHERE run = ANY (chosen) OR age <= (
    SELECT max(CASE choice WHEN 'latest' THEN 1
      ELSE substring(choice FROM '^latest:([0-9]{1,4})$')::integer END)
    FROM unnest(chosen) AS choice)
$$;
COMMENT ON FUNCTION chosen_runs(text[]) IS 'The runs of these names; latest stands for the newest one, latest:3 for the newest three.';

CREATE OR REPLACE FUNCTION samples_seen(step bigint, batch_size integer, training_samples bigint)
RETURNS bigint IMMUTABLE LANGUAGE sql AS $$
  SELECT CASE
    WHEN batch_size IS NULL THEN NULL
    WHEN training_samples IS NULL THEN (step + 1) * batch_size
    ELSE (step + 1) / ((training_samples + batch_size - 1) / batch_size) * training_samples
      + least((step + 1) % ((training_samples + batch_size - 1) / batch_size) * batch_size, training_samples)
  END
$$;
COMMENT ON FUNCTION samples_seen(bigint, integer, bigint) IS 'Samples trained on when a step (from 0) has been taken; the last batch of an epoch may be smaller.';

CREATE OR REPLACE FUNCTION place_on_axis(axis text, step bigint, batch_size integer, training_samples bigint)
RETURNS bigint IMMUTABLE LANGUAGE sql AS $$
  SELECT CASE axis
    WHEN 'samples' THEN coalesce(samples_seen(step, batch_size, training_samples), step)
    ELSE step
  END
$$;
COMMENT ON FUNCTION place_on_axis(text, bigint, integer, bigint) IS 'The step itself, or with axis samples the samples seen, where they are known.';

CREATE OR REPLACE FUNCTION first_step_of(steps text)
RETURNS bigint IMMUTABLE LANGUAGE sql AS $$ SELECT substring(steps FROM '^\s*([0-9]{1,18})\s*\.\.')::bigint $$;
COMMENT ON FUNCTION first_step_of(text) IS 'A of A..B; null: from the first step.';

CREATE OR REPLACE FUNCTION last_step_of(steps text)
RETURNS bigint IMMUTABLE LANGUAGE sql AS $$ SELECT substring(steps FROM '\.\.\s*([0-9]{1,18})\s*$')::bigint $$;
COMMENT ON FUNCTION last_step_of(text) IS 'B of A..B; null: to the last step.';

CREATE OR REPLACE FUNCTION own_batch_size(of_run text)
RETURNS integer STABLE LANGUAGE sql SET jit = off AS $$
  SELECT max(o.batch_size)
  FROM curvatures_of(of_run) AS c (curvature)
    CROSS JOIN LATERAL (
      (SELECT batch_size FROM observations WHERE run = of_run AND curvature = c.curvature ORDER BY step LIMIT 1)
      UNION ALL
      (SELECT batch_size FROM observations WHERE run = of_run AND curvature = c.curvature ORDER BY step DESC LIMIT 1)) AS o
  WHERE c.curvature NOT LIKE '%@%'
$$;
COMMENT ON FUNCTION own_batch_size(text) IS 'Samples per step, by the first and the last observed step; the last batch of an epoch may be smaller. Null if no step was observed on its own batch.';

-- A panel without rows does not draw its axes, so there is always a row.
CREATE OR REPLACE FUNCTION chosen_series(runs_chosen text[], curvatures_chosen text[], steps text)
RETURNS TABLE (
  place bigint, series text, run text, curvature text, batch_size integer, training_samples bigint,
  first_step bigint, last_step bigint
) STABLE ROWS 9 LANGUAGE sql SET jit = off AS $$
  WITH found AS MATERIALIZED (
    SELECT r.run, c.curvature, coalesce(r.batch_size, own_batch_size(r.run)) AS batch_size, r.training_samples, r.started
    FROM chosen_runs(runs_chosen) AS r CROSS JOIN LATERAL curvatures_of(r.run) AS c (curvature)
    WHERE c.curvature = ANY (curvatures_chosen)
  )
  SELECT
    row_number() OVER (ORDER BY started NULLS FIRST, run, curvature_rank(curvature), curvature),
    CASE WHEN (SELECT count(DISTINCT run) FROM found) = 1 THEN curvature ELSE run || ' · ' || curvature END,
    run, curvature, batch_size, training_samples, first_step_of(steps), last_step_of(steps)
  FROM found
  UNION ALL
  SELECT 0, 'nothing observed yet', NULL, NULL, NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT FROM found)
$$;
COMMENT ON FUNCTION chosen_series(text[], text[], text) IS 'The series to draw for a choice of runs, curvatures and steps: one row for each run and curvature, or one row that says there is none.';

CREATE OR REPLACE FUNCTION chosen_ratios(runs_chosen text[], kind text, steps text)
RETURNS TABLE (
  place bigint, series text, run text, upper text, lower text, batch_size integer, training_samples bigint,
  first_step bigint, last_step bigint
) STABLE ROWS 9 LANGUAGE sql SET jit = off AS $$
  WITH found AS MATERIALIZED (
    SELECT r.run, u.curvature AS upper, l.curvature AS lower, coalesce(r.batch_size, own_batch_size(r.run)) AS batch_size, r.training_samples, r.started
    FROM chosen_runs(runs_chosen) AS r
      CROSS JOIN LATERAL curvatures_of(r.run) AS u (curvature)
      CROSS JOIN LATERAL curvatures_of(r.run) AS l (curvature)
    WHERE CASE kind
      WHEN 'own/fresh' THEN starts_with(l.curvature, u.curvature || '@fresh:')
      WHEN 'hessian/ggn' THEN u.curvature ~ '^hessian([/@].*)?$' AND l.curvature = 'ggn' || substr(u.curvature, 8)
    END
  )
  SELECT
    row_number() OVER (ORDER BY started NULLS FIRST, run, curvature_rank(upper), upper, lower),
    CASE WHEN (SELECT count(DISTINCT run) FROM found) = 1 THEN '' ELSE run || ' · ' END || upper || ' ÷ ' || lower,
    run, upper, lower, batch_size, training_samples, first_step_of(steps), last_step_of(steps)
  FROM found
  UNION ALL
  SELECT 0, 'no such pair observed yet', NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT FROM found)
$$;
COMMENT ON FUNCTION chosen_ratios(text[], text, text) IS 'Pairs of curvatures of a run whose ratio is drawn: own/fresh or hessian/ggn; or one row that says there is none.';

CREATE OR REPLACE FUNCTION latest_statistics(of_run text, of_curvature text, of_window integer)
RETURNS SETOF statistics STABLE ROWS 1 LANGUAGE sql SET jit = off AS $$
  SELECT * FROM statistics
  WHERE run = of_run AND curvature = of_curvature AND window_steps = of_window
  ORDER BY step DESC LIMIT 1
$$;
COMMENT ON FUNCTION latest_statistics(text, text, integer) IS 'The rolling statistics at the last observed step.';

CREATE OR REPLACE FUNCTION latest_observation(of_run text, of_curvature text)
RETURNS SETOF observations STABLE ROWS 1 LANGUAGE sql SET jit = off AS $$
  SELECT * FROM observations WHERE run = of_run AND curvature = of_curvature ORDER BY step DESC LIMIT 1
$$;
COMMENT ON FUNCTION latest_observation(text, text) IS 'The observation of the last observed step.';

-- Of the Hessian if it was observed, else of the first other curvature.
CREATE OR REPLACE FUNCTION latest_median(of_run text, fresh boolean, of_window integer)
RETURNS double precision STABLE LANGUAGE sql AS $$
  SELECT s.alpha_star_median
  FROM curvatures_of(of_run) AS c (curvature)
    CROSS JOIN LATERAL latest_statistics(of_run, c.curvature, of_window) AS s
  WHERE s.alpha_star_median IS NOT NULL
    AND CASE WHEN fresh THEN c.curvature LIKE '%@fresh:%' ELSE c.curvature NOT LIKE '%@%' END
  ORDER BY c.curvature !~ '^hessian(@.*)?$', c.curvature
  LIMIT 1
$$;
COMMENT ON FUNCTION latest_median(text, boolean, integer) IS 'Rolling median of alpha_star at the last observed step, on the steps'' own or on fresh batches.';
