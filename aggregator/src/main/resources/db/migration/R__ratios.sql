-- The ratios of α* under one curvature to α* under another, step by step. They are not computed from
-- buckets, because a median of ratios is not the ratio of the medians. Flyway applies this file again
-- whenever it changes.

-- Excludes division by zero and overflow, which PostgreSQL reports as errors.
CREATE OR REPLACE FUNCTION is_divisible(value double precision)
RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT abs(value) BETWEEN 1e-150 AND 1e150 $$;
COMMENT ON FUNCTION is_divisible(double precision) IS 'Whether a number can be divided by another such number: it is not zero, infinite, nearly so, or NaN. Null if the number is null.';

-- Why `enable_nestloop = off`: both series are read in the order of their steps, and merging them costs a
-- fraction of searching each step of one in the other, which PostgreSQL would do because it expects one
-- row.
CREATE OR REPLACE FUNCTION alpha_star_ratios(
  run text, curvature text, reference text, first_step bigint, last_step bigint, points integer, most integer)
RETURNS TABLE (
  bucket_steps bigint, step bigint, step_to bigint, count bigint,
  minimum double precision, median double precision, maximum double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 SET jit = off SET enable_nestloop = off AS $$
DECLARE
  names text[] := ARRAY[curvature, reference];
  lower_bound bigint := coalesce(first_step, 0);
  upper_bound bigint := coalesce(last_step, 9223372036854775807);
  first bigint;
  last bigint;
  few boolean;
  size bigint;
BEGIN
  SELECT max(s.first), min(s.last) INTO first, last
  FROM unnest(names) AS name CROSS JOIN LATERAL (
    SELECT min(o.step) AS first, max(o.step) AS last FROM observations o
    WHERE o.run = alpha_star_ratios.run AND o.curvature = name AND o.step BETWEEN lower_bound AND upper_bound) AS s
  HAVING count(s.first) = 2;
  IF first IS NULL OR first > last THEN
    RETURN;
  END IF;
  size := bucket_steps(first, last, points);
  SELECT bool_or(s.rows_found <= points) INTO few
  FROM unnest(names) AS name CROSS JOIN LATERAL (
    SELECT count(*) AS rows_found FROM (
      SELECT FROM observations o
      WHERE o.run = alpha_star_ratios.run AND o.curvature = name AND o.step BETWEEN first AND last
      ORDER BY o.step LIMIT points + 1) AS found) AS s;

  IF few OR size = 1 THEN
    RETURN QUERY
      SELECT 1::bigint, o.step, o.step, 1::bigint, q.ratio, q.ratio, q.ratio
      FROM observations o
      JOIN observations r ON r.run = o.run AND r.step = o.step
      CROSS JOIN LATERAL (SELECT o.alpha_star / r.alpha_star AS ratio OFFSET 0) AS q
      WHERE o.run = alpha_star_ratios.run AND o.curvature = alpha_star_ratios.curvature
        AND r.run = alpha_star_ratios.run AND r.curvature = alpha_star_ratios.reference
        AND o.step BETWEEN first AND last AND r.step BETWEEN first AND last
        AND is_divisible(o.alpha_star) AND is_divisible(r.alpha_star)
      ORDER BY o.step;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT size, greatest(number * size, first), least(number * size + size - 1, last), (b.spread).*
    FROM generate_series(first / size, last / size) AS number
    CROSS JOIN LATERAL (
      -- Of an even number of rows the middle two have the ranks n/2 and n/2 + 1.
      SELECT spread_of(count(*), percentile_disc(ARRAY[0, 0.5, 0.500000001, 1]) WITHIN GROUP (ORDER BY q.ratio)) AS spread
      FROM (
        SELECT o.alpha_star / r.alpha_star AS ratio
        FROM observations o JOIN observations r ON r.step = o.step
        WHERE o.run = alpha_star_ratios.run AND o.curvature = alpha_star_ratios.curvature
          AND r.run = alpha_star_ratios.run AND r.curvature = alpha_star_ratios.reference
          AND o.step BETWEEN greatest(number * size, first) AND least(number * size + size - 1, last)
          AND r.step BETWEEN greatest(number * size, first) AND least(number * size + size - 1, last)
          AND is_divisible(o.alpha_star) AND is_divisible(r.alpha_star)
        ORDER BY o.step LIMIT most) AS q OFFSET 0) AS b
    WHERE (b.spread).count > 0
    ORDER BY number;
END
$$;
COMMENT ON FUNCTION alpha_star_ratios(text, text, text, bigint, bigint, integer, integer) IS 'alpha_star under the curvature / alpha_star under the reference at each step where both have one, in at most so many buckets, ascending: how many, and over those the minimum, median and maximum; of each bucket, only the first ''most'' such steps are used. Every such step is a row if there are no more rows than points. If first or last step is null, the range has no bound there.';
