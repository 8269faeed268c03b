-- Down-sampling in the database: a run of a million steps is drawn from some hundred buckets.
--
-- A bucket holds a power of two of steps and starts at a multiple of it, so buckets stay where they
-- are while a run grows and a narrower range shows the same ones. A range is answered with the
-- smallest buckets of which it touches no more than the points asked for. Minimum, median and
-- maximum are exact, over the rows of the bucket that lie in the range; NaN counts as no number,
-- infinity as one. Buckets without rows are left out.

CREATE TYPE spread AS (
  count   bigint,
  minimum double precision,
  median  double precision,
  maximum double precision
);
COMMENT ON TYPE spread IS 'How a quantity is spread over some rows: how many have it, and over those the minimum, median and maximum.';

CREATE FUNCTION midpoint(low double precision, high double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN low = high THEN low
    WHEN low = '-infinity' THEN CASE WHEN high < 'infinity' THEN low END
    WHEN high = 'infinity' THEN high
    -- Apart from these extremes neither overflow nor underflow, which PostgreSQL reports as errors.
    WHEN low < -1e307 OR high > 1e307 THEN low / 2 + high / 2
    WHEN high - low < 1e-300 THEN low
    ELSE low + (high - low) / 2
  END
$$;
COMMENT ON FUNCTION midpoint IS 'The median of two numbers, low <= high; null between the two infinities.';

CREATE FUNCTION bucket_steps(first_step bigint, last_step bigint, points integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  steps bigint := 1;
BEGIN
  IF points IS NULL OR points < 1 THEN
    RAISE EXCEPTION 'points is %, but must be 1 or larger', points;
  END IF;
  WHILE last_step / steps - first_step / steps >= points LOOP
    steps := 2 * steps;
  END LOOP;
  RETURN steps;
END
$$;
COMMENT ON FUNCTION bucket_steps IS 'Steps in a bucket, a power of two, such that the range touches at most so many buckets.';

CREATE FUNCTION spread_of(count bigint, ranked double precision[]) RETURNS spread
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT row(count, ranked[1], midpoint(ranked[2], ranked[3]), ranked[4])::spread
$$;
COMMENT ON FUNCTION spread_of IS 'The spread of so many numbers of which the smallest, the lower and the upper middle, and the largest are given.';

CREATE FUNCTION observation_buckets(
  run text, curvature text, quantities text[], first_step bigint, last_step bigint, points integer)
RETURNS TABLE (
  step bigint, step_to bigint, count bigint, ok bigint, ascent bigint,
  non_positive_curvature bigint, zero_step bigint, non_finite bigint, spreads spread[])
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  first bigint;
  last bigint;
  rows_found bigint;
  size bigint;
  quantity text;
  spreads_of_rows text[] := '{}';
  content text;
BEGIN
  FOREACH quantity IN ARRAY quantities LOOP
    IF NOT EXISTS (
      SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = 'observations'::regclass AND a.attname = quantity AND a.attnum > 0
        AND NOT a.attisdropped AND t.typcategory = 'N')
    THEN
      RAISE EXCEPTION '''%'' is no numeric quantity of observations', quantity;
    END IF;
    -- Of an even number of rows the second and third differ: ranks n/2 and n/2 + 1.
    spreads_of_rows := spreads_of_rows || format(
      'spread_of(count(nullif(o.%1$I::float8, ''NaN'')), percentile_disc(ARRAY[0, 0.5, 0.500000001, 1])
         WITHIN GROUP (ORDER BY nullif(o.%1$I::float8, ''NaN'')))', quantity);
  END LOOP;

  SELECT min(o.step), max(o.step) INTO first, last FROM observations o
  WHERE o.run = observation_buckets.run AND o.curvature = observation_buckets.curvature
    AND o.step >= coalesce(first_step, 0) AND o.step <= coalesce(last_step, 9223372036854775807);
  IF first IS NULL THEN
    RETURN;
  END IF;
  size := bucket_steps(first, last, points);
  SELECT count(*) INTO rows_found FROM (
    SELECT FROM observations o
    WHERE o.run = observation_buckets.run AND o.curvature = observation_buckets.curvature
      AND o.step BETWEEN first AND last LIMIT points + 1) AS few;

  content := format(
    'count(*) AS count,
     count(*) FILTER (WHERE o.status = ''ok'') AS ok,
     count(*) FILTER (WHERE o.status = ''ascent'') AS ascent,
     count(*) FILTER (WHERE o.status = ''non_positive_curvature'') AS non_positive_curvature,
     count(*) FILTER (WHERE o.status = ''zero_step'') AS zero_step,
     count(*) FILTER (WHERE o.status = ''non_finite'') AS non_finite,
     ARRAY[%s]::spread[]
     FROM observations o WHERE o.run = $1 AND o.curvature = $2',
    array_to_string(spreads_of_rows, ', '));
  IF rows_found <= points THEN
    RETURN QUERY EXECUTE format(
      'SELECT o.step, o.step, %s AND o.step BETWEEN $3 AND $4 GROUP BY o.step ORDER BY o.step', content)
      USING run, curvature, first, last;
  ELSE
    RETURN QUERY EXECUTE format(
      'SELECT b.step, b.step_to, content.*
       FROM generate_series($3 / $5, $4 / $5) AS number
       CROSS JOIN LATERAL (
         SELECT greatest(number * $5, $3), least(number * $5 + $5 - 1, $4)) AS b (step, step_to)
       CROSS JOIN LATERAL (SELECT %s AND o.step BETWEEN b.step AND b.step_to) AS content
       WHERE content.count > 0 ORDER BY number', content)
      USING run, curvature, first, last, size;
  END IF;
END
$$;
COMMENT ON FUNCTION observation_buckets IS 'At most so many buckets of a series, ascending: count of the rows, of each status, and the spread of each quantity named. Every row by itself if there are no more rows than points. First and last step null: all observed.';

CREATE FUNCTION down_sampled(
  run text, curvature text, quantity text, first_step bigint, last_step bigint, points integer)
RETURNS TABLE (
  step bigint, step_to bigint, count bigint,
  minimum double precision, median double precision, maximum double precision)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT b.step, b.step_to, s.count, s.minimum, s.median, s.maximum
  FROM observation_buckets(run, curvature, ARRAY[quantity], first_step, last_step, points) AS b
  CROSS JOIN LATERAL unnest(b.spreads) AS s
  ORDER BY b.step
$$;
COMMENT ON FUNCTION down_sampled IS 'A quantity of a series in at most so many buckets, ascending; count: rows that have the quantity.';

CREATE FUNCTION down_sampled_statuses(
  run text, curvature text, first_step bigint, last_step bigint, points integer)
RETURNS TABLE (
  step bigint, step_to bigint, count bigint, ok bigint, ascent bigint,
  non_positive_curvature bigint, zero_step bigint, non_finite bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT b.step, b.step_to, b.count, b.ok, b.ascent, b.non_positive_curvature, b.zero_step, b.non_finite
  FROM observation_buckets(run, curvature, '{}', first_step, last_step, points) AS b
  ORDER BY b.step
$$;
COMMENT ON FUNCTION down_sampled_statuses IS 'How many rows of a series have which status, in at most so many buckets, ascending.';

CREATE FUNCTION down_sampled_statistics(
  run text, curvature text, window_steps integer, first_step bigint, last_step bigint, points integer)
RETURNS SETOF statistics
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
#variable_conflict use_column
DECLARE
  first bigint;
  last bigint;
  size bigint;
  rows_found bigint;
BEGIN
  SELECT min(s.step), max(s.step) INTO first, last FROM statistics s
  WHERE s.run = $1 AND s.curvature = $2 AND s.window_steps = $3
    AND s.step >= coalesce($4, 0) AND s.step <= coalesce($5, 9223372036854775807);
  IF first IS NULL THEN
    RETURN;
  END IF;
  size := bucket_steps(first, last, $6);
  SELECT count(*) INTO rows_found FROM (
    SELECT FROM statistics s
    WHERE s.run = $1 AND s.curvature = $2 AND s.window_steps = $3
      AND s.step BETWEEN first AND last LIMIT $6 + 1) AS few;
  IF rows_found <= $6 THEN
    RETURN QUERY SELECT s.* FROM statistics s
      WHERE s.run = $1 AND s.curvature = $2 AND s.window_steps = $3
        AND s.step BETWEEN first AND last ORDER BY s.step;
  ELSE
    RETURN QUERY SELECT newest.*
      FROM generate_series(first / size, last / size) AS number
      CROSS JOIN LATERAL (
        SELECT s.* FROM statistics s
        WHERE s.run = $1 AND s.curvature = $2 AND s.window_steps = $3
          AND s.step BETWEEN greatest(number * size, first) AND least(number * size + size - 1, last)
        ORDER BY s.step DESC LIMIT 1) AS newest
      ORDER BY number;
  END IF;
END
$$;
COMMENT ON FUNCTION down_sampled_statistics IS 'Rolling statistics of a series, the last row of each of at most so many buckets, ascending. Every row if there are no more than points.';
