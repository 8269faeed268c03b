-- The layers of a run: values for a heat map of layer against step, and the layer that limits the rate.
-- Flyway applies this file again whenever it changes.

CREATE OR REPLACE FUNCTION layer_quantities() RETURNS text[]
STABLE LANGUAGE sql AS $$
  SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
  WHERE attrelid = 'layer_observations'::regclass AND atttypid = 'float8'::regtype AND NOT attisdropped
$$;
COMMENT ON FUNCTION layer_quantities() IS 'Quantities of layer_observations.';

-- The limit of a bucket's rows counts layers, because all layers of a step lie together in the index.
CREATE OR REPLACE FUNCTION layer_buckets(
  run text, curvature text, quantity text, first_step bigint, last_step bigint, points integer, most integer)
RETURNS TABLE (
  bucket_steps bigint, step bigint, step_to bigint, place integer, layer text, count bigint, median double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 SET jit = off AS $$
DECLARE
  lower_bound bigint := coalesce(first_step, 0);
  upper_bound bigint := coalesce(last_step, 9223372036854775807);
  first bigint;
  last bigint;
  layers bigint;
  few boolean;
  size bigint;
BEGIN
  IF quantity IS NULL OR quantity <> ALL (layer_quantities()) THEN
    RAISE EXCEPTION '''%'' is none of the quantities of layer_observations: %', quantity, layer_quantities();
  END IF;
  SELECT min(l.step), max(l.step) INTO first, last FROM layer_observations l
  WHERE l.run = layer_buckets.run AND l.curvature = layer_buckets.curvature AND l.step BETWEEN lower_bound AND upper_bound;
  IF first IS NULL THEN
    RETURN;
  END IF;
  size := bucket_steps(first, last, points);
  SELECT max(l.place) + 1 INTO layers FROM layer_observations l
  WHERE l.run = layer_buckets.run AND l.curvature = layer_buckets.curvature AND l.step IN (first, last);
  SELECT count(*) <= points INTO few FROM (
    SELECT FROM layer_observations l
    WHERE l.run = layer_buckets.run AND l.curvature = layer_buckets.curvature
      AND l.step BETWEEN first AND last AND l.place = 0
    ORDER BY l.step LIMIT points + 1) AS found;

  IF few OR size = 1 THEN
    RETURN QUERY EXECUTE format(
      'SELECT 1::bigint, l.step, l.step, l.place, l.layer, (n.value IS NOT NULL)::integer::bigint, n.value
       FROM layer_observations l CROSS JOIN LATERAL (SELECT nullif(l.%I, ''NaN'') AS value) AS n
       WHERE l.run = $1 AND l.curvature = $2 AND l.step BETWEEN $3 AND $4
       ORDER BY l.step, l.place', quantity)
      USING run, curvature, first, last;
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    -- Of an even number of rows the middle two have the ranks n/2 and n/2 + 1.
    'SELECT $5, greatest(number * $5, $3), least(number * $5 + $5 - 1, $4), b.place, b.layer, b.count,
       midpoint(b.middle[1], b.middle[2])
     FROM generate_series($3 / $5, $4 / $5) AS number
     CROSS JOIN LATERAL (
       SELECT f.place, max(f.layer) AS layer, count(f.value) AS count,
         percentile_disc(ARRAY[0.5, 0.500000001]) WITHIN GROUP (ORDER BY f.value) AS middle
       FROM (
         SELECT l.place, l.layer, nullif(l.%I, ''NaN'') AS value FROM layer_observations l
         WHERE l.run = $1 AND l.curvature = $2
           AND l.step BETWEEN greatest(number * $5, $3) AND least(number * $5 + $5 - 1, $4)
         ORDER BY l.step, l.place LIMIT $6) AS f
       GROUP BY f.place OFFSET 0) AS b
     ORDER BY number, b.place', quantity)
    USING run, curvature, first, last, size, most * layers;
END
$$;
COMMENT ON FUNCTION layer_buckets(text, text, text, bigint, bigint, integer, integer) IS 'A quantity of each layer in at most so many buckets of steps, ascending: how many rows have it, and their median; of each bucket, only the first ''most'' steps are used. Every step by itself if there are no more than points. If first or last step is null, the range has no bound there.';

CREATE OR REPLACE FUNCTION minimum_of_parabola(slope double precision, curvature double precision)
RETURNS double precision IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  -- Within these bounds a quotient neither overflows nor underflows, which PostgreSQL reports as errors.
  SELECT CASE
    WHEN curvature BETWEEN 1e-150 AND 1e150 AND abs(slope) BETWEEN 1e-150 AND 1e150 THEN -slope / curvature
    WHEN curvature BETWEEN 1e-150 AND 1e150 AND slope = 0 THEN 0
  END
$$;
COMMENT ON FUNCTION minimum_of_parabola(double precision, double precision) IS '-slope / curvature where the curvature is positive; else null.';

CREATE OR REPLACE FUNCTION pooled_layers(of_run text, of_curvature text, of_window integer)
RETURNS TABLE (
  place integer, layer text, steps bigint, slope_mean double precision, curvature_value_mean double precision,
  curvature_share double precision, alpha_star double precision)
STABLE ROWS 20 LANGUAGE sql SET jit = off AS $$
  WITH newest AS MATERIALIZED (
    SELECT o.step FROM observations o
    WHERE o.run = of_run AND o.curvature = of_curvature ORDER BY o.step DESC LIMIT of_window
  ), found AS MATERIALIZED (
    SELECT l.step, l.place, l.layer, l.slope, l.curvature_value,
      -- All layers of a step count, or none; sums of such numbers are finite.
      bool_and(coalesce(abs(l.slope) < 1e300 AND abs(l.curvature_value) < 1e300, false))
        OVER (PARTITION BY l.step) AS finite
    -- Step by step: PostgreSQL, which expects more steps than there are, would read the whole table.
    FROM newest CROSS JOIN LATERAL (
      SELECT * FROM layer_observations o
      WHERE o.run = of_run AND o.curvature = of_curvature AND o.step = newest.step OFFSET 0) AS l
  ), pooled AS (
    SELECT f.place, (array_agg(f.layer ORDER BY f.step DESC))[1] AS layer, count(*) AS steps,
      avg(f.slope) AS slope, avg(f.curvature_value) AS curvature
    FROM found f WHERE f.finite GROUP BY f.place
  ), together AS (
    SELECT sum(greatest(p.curvature, 0)) AS curvature FROM pooled p
  )
  SELECT p.place, p.layer, p.steps, p.slope, p.curvature,
    CASE WHEN p.curvature > 1e-9 * t.curvature THEN p.curvature / t.curvature ELSE 0 END,
    minimum_of_parabola(p.slope, p.curvature)
  FROM pooled p CROSS JOIN together t ORDER BY p.place
$$;
COMMENT ON FUNCTION pooled_layers(text, text, integer) IS 'Each layer over the last so many observed steps of a run: means of slope and curvature over those that are finite, its share of the curvature of all layers whose curvature is positive, and the alpha_star of the means, where the curvature is positive.';

CREATE OR REPLACE FUNCTION two_digits(value double precision)
RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT replace(CASE
    WHEN value = 0 THEN '0'
    WHEN abs(value) >= 1e6 OR abs(value) < 1e-4 THEN trim(to_char(value, '9.9EEEE'))
    ELSE trim_scale(round(value::numeric, 1 - floor(log(abs(value)))::integer))::text
  END, '-', '−')
$$;
COMMENT ON FUNCTION two_digits(double precision) IS 'A finite number with two digits, for a sentence.';

-- The rate can rise until the layer with the smallest pooled alpha_star has reached its own minimum.
CREATE OR REPLACE FUNCTION limiting_layer(of_run text, of_curvature text, of_window integer)
RETURNS TABLE (layer text, words text) STABLE ROWS 1 LANGUAGE sql SET jit = off AS $$
  WITH pooled AS MATERIALIZED (
    SELECT * FROM pooled_layers(of_run, of_curvature, of_window)
  ), together AS (
    SELECT max(steps) AS steps, minimum_of_parabola(sum(slope_mean), sum(curvature_value_mean)) AS alpha_star,
      CASE WHEN max(steps) = 1 THEN 'over one step' ELSE 'over the last ' || max(steps) || ' steps' END AS span
    FROM pooled
  ), smallest AS (
    SELECT * FROM pooled WHERE alpha_star IS NOT NULL ORDER BY alpha_star, place LIMIT 1
  )
  SELECT s.layer, CASE
    WHEN t.steps IS NULL THEN 'No layer can be judged: no step of the last ' || of_window || ' is finite.'
    WHEN s.layer IS NULL THEN 'No layer limits the rate: ' || t.span || ', none has a positive curvature.'
    ELSE 'Layer ' || s.layer || ' limits the rate: ' || t.span
      || CASE
        WHEN s.alpha_star > 0 THEN ', its own α* is ' || two_digits(s.alpha_star)
        ELSE ', its part of the steps points uphill (α* ' || two_digits(s.alpha_star) || ')'
      END
      || CASE
        WHEN t.alpha_star IS NULL THEN '; all layers together have none'
        ELSE ', that of all layers together ' || two_digits(t.alpha_star)
      END
      || '. It has ' || CASE WHEN s.curvature_share < 0.01 THEN 'less than 1' ELSE round(100 * s.curvature_share)::text END
      || ' % of the curvature.'
  END
  -- The first layer of all, by the index: of one that is not there PostgreSQL would search the whole table.
  FROM (
    SELECT l.place FROM layer_observations l
    WHERE l.run = of_run AND l.curvature = of_curvature ORDER BY l.step LIMIT 1) AS found
  CROSS JOIN together t LEFT JOIN smallest s ON true
$$;
COMMENT ON FUNCTION limiting_layer(text, text, integer) IS 'Which layer limits the rate of a run, by the last so many observed steps: the one with the smallest pooled alpha_star, null if there is none, and a sentence about it. No row if nothing was observed by layer. Its share of the curvature is of the sum over the layers whose curvature is positive.';

-- A panel without rows does not draw its axes, so there is always a row.
CREATE OR REPLACE FUNCTION alpha_star_by_layer(runs_chosen text[], curvatures_chosen text[], steps text, axis text)
RETURNS TABLE (x bigint, series text, value double precision) STABLE LANGUAGE sql SET jit = off AS $$
  WITH found AS MATERIALIZED (
    SELECT place_on_axis(axis, b.step, s.batch_size, s.training_samples) AS x, s.place AS of_series, s.series,
      b.place, b.layer, b.median
    FROM chosen_series(runs_chosen, curvatures_chosen, steps) AS s
      CROSS JOIN LATERAL layer_buckets(s.run, s.curvature, 'alpha_star', s.first_step, s.last_step, 300, 32) AS b
  )
  SELECT f.x, concat_ws(' · ', CASE WHEN (SELECT count(DISTINCT of_series) FROM found) > 1 THEN f.series END, f.layer), f.median
  FROM (
    SELECT found.x, of_series, found.series, place, layer, median FROM found
    UNION ALL
    SELECT 0, 0, NULL, 0, 'not observed by layer', NULL WHERE NOT EXISTS (SELECT FROM found)
  ) AS f
  ORDER BY f.x, f.of_series, f.place
$$;
COMMENT ON FUNCTION alpha_star_by_layer(text[], text[], text, text) IS 'alpha_star of each layer of the chosen series that were observed by layer, against step or samples seen: each step, or medians of at most 300 buckets; or one row that says there is none.';
