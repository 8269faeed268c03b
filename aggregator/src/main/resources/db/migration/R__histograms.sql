-- Histograms of a range of steps, for REST and dashboards. Flyway applies this file again whenever it
-- changes, after R__dashboards.sql, whose functions it uses.

-- Histograms of different steps cannot be added up, because their axes differ; so one stands for all
-- of its bucket.
CREATE OR REPLACE FUNCTION histogram_steps(
  of_run text, of_name text, of_batch text, first_step bigint, last_step bigint, points integer)
RETURNS TABLE (bucket_steps bigint, step bigint, count bigint)
STABLE ROWS 100 LANGUAGE sql SET jit = off AS $$
  WITH found AS MATERIALIZED (
    SELECT h.step FROM histograms h
    WHERE h.run = of_run AND h.name = of_name AND h.batch = of_batch
      AND h.step BETWEEN coalesce(first_step, 0) AND coalesce(last_step, 9223372036854775807)
  ), bucket AS (
    SELECT CASE WHEN count(*) <= points THEN 1 ELSE bucket_steps(min(f.step), max(f.step), points) END AS steps
    FROM found f
  )
  SELECT b.steps, min(f.step), count(*)
  FROM found f CROSS JOIN bucket b
  GROUP BY b.steps, f.step / b.steps
  ORDER BY min(f.step)
$$;
COMMENT ON FUNCTION histogram_steps(text, text, text, bigint, bigint, integer) IS 'The steps whose histograms are shown: each of the range that has one; if they are more than points, the first in each bucket of bucket_steps steps, with the count of those that it stands for.';

CREATE OR REPLACE FUNCTION histogram_bins(
  of_run text, of_name text, of_batch text, first_step bigint, last_step bigint, points integer)
RETURNS TABLE (step bigint, bin integer, low double precision, high double precision, count bigint)
STABLE ROWS 1000 LANGUAGE sql SET jit = off AS $$
  SELECT h.step, c.bin::integer,
    h.minimums[1] + (h.maximums[1] - h.minimums[1]) * (c.bin - 1) / h.bins[1],
    h.minimums[1] + (h.maximums[1] - h.minimums[1]) * c.bin / h.bins[1],
    c.count
  FROM histogram_steps(of_run, of_name, of_batch, first_step, last_step, points) AS s
    JOIN histograms h ON h.run = of_run AND h.name = of_name AND h.batch = of_batch AND h.step = s.step
    CROSS JOIN LATERAL unnest(h.counts) WITH ORDINALITY AS c (count, bin)
  WHERE cardinality(h.bins) = 1
  ORDER BY h.step, c.bin
$$;
COMMENT ON FUNCTION histogram_bins(text, text, text, bigint, bigint, integer) IS 'One row a bin, from 1, of the histograms with one axis that histogram_steps names: its ends, and the numbers counted in it.';

CREATE OR REPLACE FUNCTION histogram_quantiles(
  of_run text, of_name text, of_batch text, first_step bigint, last_step bigint, points integer, shares double precision[])
RETURNS TABLE (step bigint, share double precision, value double precision)
STABLE ROWS 500 LANGUAGE sql SET jit = off AS $$
  WITH summed AS MATERIALIZED (
    SELECT b.*, sum(b.count) OVER (PARTITION BY b.step ORDER BY b.bin) AS up_to, sum(b.count) OVER (PARTITION BY b.step) AS total
    FROM histogram_bins(of_run, of_name, of_batch, first_step, last_step, points) AS b
  )
  SELECT s.step, q.share, min((s.low + s.high) / 2)
  FROM summed s CROSS JOIN unnest(shares) AS q (share)
  WHERE s.count > 0 AND s.up_to >= q.share * s.total
  GROUP BY s.step, q.share
$$;
COMMENT ON FUNCTION histogram_quantiles(text, text, text, bigint, bigint, integer, double precision[]) IS 'Quantiles of the numbers counted in the histograms that histogram_steps names: the middle of the bin in which each share of them is reached.';

CREATE OR REPLACE FUNCTION joint_quantiles(
  of_run text, of_name text, of_batch text, first_step bigint, last_step bigint, shares double precision[])
RETURNS TABLE (place double precision, share double precision, value double precision)
STABLE ROWS 250 LANGUAGE sql SET jit = off AS $$
  WITH last AS MATERIALIZED (
    SELECT h.minimums, h.maximums, h.bins, h.counts FROM histograms h
    WHERE h.run = of_run AND h.name = of_name AND h.batch = of_batch AND cardinality(h.bins) = 2
      AND h.step BETWEEN coalesce(first_step, 0) AND coalesce(last_step, 9223372036854775807)
    ORDER BY h.step DESC LIMIT 1
  ), cells AS MATERIALIZED (
    SELECT (c.place - 1) / l.bins[2] AS of_first, (c.place - 1) % l.bins[2] AS of_second, c.count, l.minimums, l.maximums, l.bins
    FROM last l CROSS JOIN LATERAL unnest(l.counts) WITH ORDINALITY AS c (count, place)
  ), summed AS MATERIALIZED (
    SELECT c.*, sum(c.count) OVER (PARTITION BY c.of_second ORDER BY c.of_first) AS up_to, sum(c.count) OVER (PARTITION BY c.of_second) AS total
    FROM cells c
  )
  SELECT s.minimums[2] + (s.maximums[2] - s.minimums[2]) * (s.of_second + 0.5) / s.bins[2], q.share,
    min(s.minimums[1] + (s.maximums[1] - s.minimums[1]) * (s.of_first + 0.5) / s.bins[1])
  FROM summed s CROSS JOIN unnest(shares) AS q (share)
  WHERE s.count > 0 AND s.up_to >= q.share * s.total
  GROUP BY 1, q.share
$$;
COMMENT ON FUNCTION joint_quantiles(text, text, text, bigint, bigint, double precision[]) IS 'Of the last histogram with two axes in the range: at the middle of each bin of the second axis, quantiles along the first of the numbers counted there.';

-- A panel without rows does not draw its axes, so there is always a row.
CREATE OR REPLACE FUNCTION chosen_histograms(runs_chosen text[], of_name text, steps text)
RETURNS TABLE (
  place bigint, series text, run text, batch text, batch_size integer, training_samples bigint,
  first_step bigint, last_step bigint
) STABLE ROWS 3 LANGUAGE sql SET jit = off AS $$
  WITH found AS MATERIALIZED (
    SELECT r.run, b.batch, coalesce(r.batch_size, own_batch_size(r.run)) AS batch_size, r.training_samples, r.started
    FROM chosen_runs(runs_chosen) AS r
      CROSS JOIN LATERAL (SELECT DISTINCT h.batch FROM histograms h WHERE h.run = r.run AND h.name = of_name) AS b
  )
  SELECT
    row_number() OVER (ORDER BY started NULLS FIRST, run, batch <> 'own', batch),
    CASE WHEN (SELECT count(DISTINCT run) FROM found) = 1 THEN batch ELSE run || ' · ' || batch END,
    run, batch, batch_size, training_samples, first_step_of(steps), last_step_of(steps)
  FROM found
  UNION ALL
  SELECT 0, 'not observed', NULL, NULL, NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT FROM found)
$$;
COMMENT ON FUNCTION chosen_histograms(text[], text, text) IS 'The histograms of a name to draw for a choice of runs and steps: one row for each run and batch, or one row that says there is none.';

CREATE OR REPLACE FUNCTION chosen_batches(runs_chosen text[], curvatures_chosen text[], steps text)
RETURNS TABLE (
  place bigint, series text, run text, curvature text, batch_size integer, training_samples bigint,
  first_step bigint, last_step bigint
) STABLE ROWS 3 LANGUAGE sql SET jit = off AS $$
  WITH firsts AS MATERIALIZED (
    SELECT DISTINCT ON (s.run, split_part(s.curvature, '@', 2)) s.*
    FROM chosen_series(runs_chosen, curvatures_chosen, steps) AS s
    ORDER BY s.run, split_part(s.curvature, '@', 2), s.place
  )
  SELECT f.place,
    CASE WHEN f.run IS NULL THEN f.series ELSE
      CASE WHEN (SELECT count(DISTINCT run) FROM firsts) = 1 THEN '' ELSE f.run || ' · ' END
        || coalesce(nullif(split_part(f.curvature, '@', 2), ''), 'own') END,
    f.run, f.curvature, f.batch_size, f.training_samples, f.first_step, f.last_step
  FROM firsts f
$$;
COMMENT ON FUNCTION chosen_batches(text[], text[], text) IS 'As chosen_series, but of curvatures on the same samples only the first, for quantities that they share; named after the samples.';
