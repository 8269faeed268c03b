-- Down-sampling in the database: a run of a million steps is drawn from some hundred buckets.
--
-- A bucket holds a power of two of steps and starts at a multiple of it, so buckets stay where they
-- are while a run grows, and a narrower range shows the same ones. A range is answered with the
-- smallest buckets of which it touches no more than the points asked for. Minimum, median and
-- maximum are exact, over the rows of the bucket that lie in the range; NaN counts as no number,
-- infinity as one. Buckets without rows are left out.
--
-- What makes it fast are summaries of buckets of 128 to 262 144 steps, each computed from the
-- rows, since a median cannot be had from medians. They never change an answer: a bucket that is
-- larger or smaller, lies in the range in part only, or has changed since is computed from its rows.
--
--   rows change (trigger)      -> a mark in stale_buckets, in the same transaction
--   summarise_observations()   -> computes the marked buckets that have come to rest, and moves
--                                 their marks to the next larger bucket, in one transaction

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

CREATE TABLE observation_summaries (
  run                        text NOT NULL,
  curvature                  text NOT NULL,
  bucket_steps               bigint NOT NULL,
  first_step                 bigint NOT NULL,
  count                      bigint NOT NULL,
  ok                         bigint NOT NULL,
  ascent                     bigint NOT NULL,
  non_positive_curvature     bigint NOT NULL,
  zero_step                  bigint NOT NULL,
  non_finite                 bigint NOT NULL,
  epoch                      spread,
  batch_size                 spread,
  learning_rate              spread,
  alpha_star                 spread,
  alpha_star_unit            spread,
  learning_rate_star         spread,
  overshoot                  spread,
  slope                      spread,
  curvature_value            spread,
  slope_published            spread,
  loss_before                spread,
  loss_after                 spread,
  loss_at_alpha_star         spread,
  fidelity_at_step           spread,
  fidelity_at_alpha_star     spread,
  step_norm                  spread,
  gradient_norm              spread,
  curvature_product_norm     spread,
  cosine_step_gradient       spread,
  cosine_step_product        spread,
  slope_standard_error       spread,
  curvature_standard_error   spread,
  alpha_star_standard_error  spread,
  PRIMARY KEY (run, curvature, bucket_steps, first_step)
);
COMMENT ON TABLE observation_summaries IS 'Buckets of observations, computed in advance; the functions on observations read them. A summary holds unless stale_buckets has a mark in its steps for its size or a smaller one.';
COMMENT ON COLUMN observation_summaries.run IS 'Id of the run.';
COMMENT ON COLUMN observation_summaries.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN observation_summaries.bucket_steps IS 'Steps in the bucket: a power of two from 128 to 262144.';
COMMENT ON COLUMN observation_summaries.first_step IS 'First step of the bucket, a multiple of bucket_steps.';
COMMENT ON COLUMN observation_summaries.count IS 'Rows in the bucket.';
COMMENT ON COLUMN observation_summaries.ok IS 'Rows with status ok.';
COMMENT ON COLUMN observation_summaries.ascent IS 'Rows with status ascent.';
COMMENT ON COLUMN observation_summaries.non_positive_curvature IS 'Rows with status non_positive_curvature.';
COMMENT ON COLUMN observation_summaries.zero_step IS 'Rows with status zero_step.';
COMMENT ON COLUMN observation_summaries.non_finite IS 'Rows with status non_finite.';
COMMENT ON COLUMN observation_summaries.epoch IS 'Spread of observations.epoch over the rows.';
COMMENT ON COLUMN observation_summaries.batch_size IS 'Spread of observations.batch_size over the rows.';
COMMENT ON COLUMN observation_summaries.learning_rate IS 'Spread of observations.learning_rate over the rows.';
COMMENT ON COLUMN observation_summaries.alpha_star IS 'Spread of observations.alpha_star over the rows.';
COMMENT ON COLUMN observation_summaries.alpha_star_unit IS 'Spread of observations.alpha_star_unit over the rows.';
COMMENT ON COLUMN observation_summaries.learning_rate_star IS 'Spread of observations.learning_rate_star over the rows.';
COMMENT ON COLUMN observation_summaries.overshoot IS 'Spread of observations.overshoot over the rows.';
COMMENT ON COLUMN observation_summaries.slope IS 'Spread of observations.slope over the rows.';
COMMENT ON COLUMN observation_summaries.curvature_value IS 'Spread of observations.curvature_value over the rows.';
COMMENT ON COLUMN observation_summaries.slope_published IS 'Spread of observations.slope_published over the rows.';
COMMENT ON COLUMN observation_summaries.loss_before IS 'Spread of observations.loss_before over the rows.';
COMMENT ON COLUMN observation_summaries.loss_after IS 'Spread of observations.loss_after over the rows.';
COMMENT ON COLUMN observation_summaries.loss_at_alpha_star IS 'Spread of observations.loss_at_alpha_star over the rows.';
COMMENT ON COLUMN observation_summaries.fidelity_at_step IS 'Spread of observations.fidelity_at_step over the rows.';
COMMENT ON COLUMN observation_summaries.fidelity_at_alpha_star IS 'Spread of observations.fidelity_at_alpha_star over the rows.';
COMMENT ON COLUMN observation_summaries.step_norm IS 'Spread of observations.step_norm over the rows.';
COMMENT ON COLUMN observation_summaries.gradient_norm IS 'Spread of observations.gradient_norm over the rows.';
COMMENT ON COLUMN observation_summaries.curvature_product_norm IS 'Spread of observations.curvature_product_norm over the rows.';
COMMENT ON COLUMN observation_summaries.cosine_step_gradient IS 'Spread of observations.cosine_step_gradient over the rows.';
COMMENT ON COLUMN observation_summaries.cosine_step_product IS 'Spread of observations.cosine_step_product over the rows.';
COMMENT ON COLUMN observation_summaries.slope_standard_error IS 'Spread of observations.slope_standard_error over the rows.';
COMMENT ON COLUMN observation_summaries.curvature_standard_error IS 'Spread of observations.curvature_standard_error over the rows.';
COMMENT ON COLUMN observation_summaries.alpha_star_standard_error IS 'Spread of observations.alpha_star_standard_error over the rows.';

CREATE TABLE stale_buckets (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run          text NOT NULL,
  curvature    text NOT NULL,
  bucket_steps bigint NOT NULL,
  first_step   bigint NOT NULL,
  marked_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX stale_buckets_of_series ON stale_buckets (run, curvature, first_step);
COMMENT ON TABLE stale_buckets IS 'Marks: rows of this bucket have changed, so its summary and those of all larger buckets around it do not hold. Marks are only added and taken away, never changed: whoever writes rows waits for nobody.';
COMMENT ON COLUMN stale_buckets.id IS 'Number of the mark.';
COMMENT ON COLUMN stale_buckets.run IS 'Id of the run.';
COMMENT ON COLUMN stale_buckets.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN stale_buckets.bucket_steps IS 'Steps in the smallest bucket that is to be summarised anew.';
COMMENT ON COLUMN stale_buckets.first_step IS 'First step of that bucket.';
COMMENT ON COLUMN stale_buckets.marked_at IS 'When the rows changed.';

INSERT INTO stale_buckets (run, curvature, bucket_steps, first_step)
SELECT DISTINCT run, curvature, 128, step - step % 128 FROM observations;

CREATE FUNCTION mark_stale_buckets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stale_buckets (run, curvature, bucket_steps, first_step)
  SELECT DISTINCT run, curvature, 128, step - step % 128 FROM changed;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION mark_stale_buckets IS 'Marks the smallest buckets of the rows that a statement changed.';
CREATE TRIGGER observations_inserted AFTER INSERT ON observations
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_buckets();
CREATE TRIGGER observations_updated AFTER UPDATE ON observations
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_buckets();
CREATE TRIGGER observations_deleted AFTER DELETE ON observations
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_buckets();

CREATE FUNCTION forget_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE observation_summaries, stale_buckets;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION forget_summaries IS 'Takes the summaries away together with all observations.';
CREATE TRIGGER observations_truncated AFTER TRUNCATE ON observations
  FOR EACH STATEMENT EXECUTE FUNCTION forget_summaries();

CREATE FUNCTION summarised_quantities() RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
  WHERE attrelid = 'observation_summaries'::regclass AND atttypid = 'spread'::regtype AND NOT attisdropped
$$;
COMMENT ON FUNCTION summarised_quantities IS 'Quantities of observations that buckets have.';

CREATE FUNCTION bucket_content(quantities text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT 'count(*) AS count,
    count(*) FILTER (WHERE o.status = ''ok'') AS ok,
    count(*) FILTER (WHERE o.status = ''ascent'') AS ascent,
    count(*) FILTER (WHERE o.status = ''non_positive_curvature'') AS non_positive_curvature,
    count(*) FILTER (WHERE o.status = ''zero_step'') AS zero_step,
    count(*) FILTER (WHERE o.status = ''non_finite'') AS non_finite, ARRAY['
    -- Of an even number of rows the middle two have the ranks n/2 and n/2 + 1.
    || coalesce(string_agg(format(
      'spread_of(count(nullif(o.%1$I::float8, ''NaN'')), percentile_disc(ARRAY[0, 0.5, 0.500000001, 1])
         WITHIN GROUP (ORDER BY nullif(o.%1$I::float8, ''NaN'')))', quantity), ', ' ORDER BY place), '')
    || ']::spread[] AS spreads'
  FROM unnest(quantities) WITH ORDINALITY AS named (quantity, place)
$$;
COMMENT ON FUNCTION bucket_content IS 'What a bucket says of its rows, as SQL: expressions over observations o.';

CREATE FUNCTION summarise_observations(rest interval DEFAULT '1 second', most_steps bigint DEFAULT 262144)
RETURNS bigint
LANGUAGE plpgsql SET jit = off AS $$
DECLARE
  marks bigint[];
  summarised bigint;
  quantities text[] := summarised_quantities();
BEGIN
  -- One at a time: an older answer must not be stored over a newer one.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('observation_summaries', 0)) THEN
    RETURN 0;
  END IF;
  SELECT array_agg(m) INTO marks FROM (
    SELECT ids, sum(bucket_steps) OVER (ORDER BY bucket_steps, run, curvature, first_step) - bucket_steps AS before
    FROM (
      SELECT run, curvature, bucket_steps, first_step, array_agg(id) AS ids FROM stale_buckets
      GROUP BY run, curvature, bucket_steps, first_step
      HAVING max(marked_at) <= clock_timestamp() - rest * greatest(1, bucket_steps / 1024)) AS rested) AS due
  CROSS JOIN LATERAL unnest(due.ids) AS m
  WHERE due.before < most_steps;
  IF marks IS NULL THEN
    RETURN 0;
  END IF;

  DELETE FROM observation_summaries s USING stale_buckets m
  WHERE m.id = ANY (marks) AND s.run = m.run AND s.curvature = m.curvature
    AND s.bucket_steps = m.bucket_steps AND s.first_step = m.first_step;

  EXECUTE format(
    'INSERT INTO observation_summaries (run, curvature, bucket_steps, first_step, count,
       ok, ascent, non_positive_curvature, zero_step, non_finite, %s)
     SELECT due.*, content.count, content.ok, content.ascent, content.non_positive_curvature,
       content.zero_step, content.non_finite, %s
     FROM (SELECT DISTINCT run, curvature, bucket_steps, first_step FROM stale_buckets WHERE id = ANY ($1)) AS due
     CROSS JOIN LATERAL (
       SELECT %s FROM observations o
       WHERE o.run = due.run AND o.curvature = due.curvature
         AND o.step BETWEEN due.first_step AND due.first_step + due.bucket_steps - 1 OFFSET 0) AS content
     WHERE content.count > 0',
    (SELECT string_agg(quote_ident(quantity), ', ' ORDER BY place) FROM unnest(quantities) WITH ORDINALITY AS named (quantity, place)),
    (SELECT string_agg(format('content.spreads[%s]', place), ', ' ORDER BY place) FROM unnest(quantities) WITH ORDINALITY AS named (quantity, place)),
    bucket_content(quantities))
  USING marks;

  WITH taken AS (
    DELETE FROM stale_buckets WHERE id = ANY (marks)
    RETURNING run, curvature, bucket_steps, first_step, marked_at),
  done AS (
    SELECT run, curvature, bucket_steps, first_step, max(marked_at) AS marked_at
    FROM taken GROUP BY run, curvature, bucket_steps, first_step),
  moved AS (
    INSERT INTO stale_buckets (run, curvature, bucket_steps, first_step, marked_at)
    SELECT run, curvature, 2 * bucket_steps, first_step - first_step % (2 * bucket_steps), max(marked_at)
    FROM done WHERE bucket_steps < 262144
    GROUP BY run, curvature, bucket_steps, first_step - first_step % (2 * bucket_steps))
  SELECT count(*) INTO summarised FROM done;
  RETURN summarised;
END
$$;
COMMENT ON FUNCTION summarise_observations IS 'Summarises marked buckets in which nothing has changed for a while - rest, and in proportion more if they have more than 1024 steps -, the smallest first, of about so many steps in all. Returns how many; 0 if none is due or another session is at it. Call it again and again.';

CREATE FUNCTION observation_buckets(
  run text, curvature text, quantities text[], first_step bigint, last_step bigint, points integer)
RETURNS TABLE (
  step bigint, step_to bigint, count bigint, ok bigint, ascent bigint,
  non_positive_curvature bigint, zero_step bigint, non_finite bigint, spreads spread[])
LANGUAGE plpgsql STABLE PARALLEL SAFE SET jit = off AS $$
DECLARE
  lower_bound bigint := coalesce(first_step, 0);
  upper_bound bigint := coalesce(last_step, 9223372036854775807);
  first bigint;
  last bigint;
  rows_found bigint;
  size bigint;
  unknown text;
BEGIN
  SELECT quantity INTO unknown FROM unnest(quantities) AS quantity
  WHERE quantity IS NULL OR quantity <> ALL (summarised_quantities());
  IF FOUND THEN
    RAISE EXCEPTION '''%'' is none of the quantities of observations: %', unknown, summarised_quantities();
  END IF;
  SELECT min(o.step), max(o.step) INTO first, last FROM observations o
  WHERE o.run = observation_buckets.run AND o.curvature = observation_buckets.curvature
    AND o.step BETWEEN lower_bound AND upper_bound;
  IF first IS NULL THEN
    RETURN;
  END IF;
  size := bucket_steps(first, last, points);
  SELECT count(*) INTO rows_found FROM (
    SELECT FROM observations o
    WHERE o.run = observation_buckets.run AND o.curvature = observation_buckets.curvature
      AND o.step BETWEEN first AND last ORDER BY o.step LIMIT points + 1) AS few;

  IF rows_found <= points THEN
    RETURN QUERY EXECUTE format(
      'SELECT o.step, o.step, %s FROM observations o
       WHERE o.run = $1 AND o.curvature = $2 AND o.step BETWEEN $3 AND $4
       GROUP BY o.step ORDER BY o.step', bucket_content(quantities))
      USING run, curvature, first, last;
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    'WITH summary AS MATERIALIZED (
       SELECT s.first_step, s.count, s.ok, s.ascent, s.non_positive_curvature, s.zero_step, s.non_finite,
         ARRAY[%s]::spread[] AS spreads
       FROM observation_summaries s
       WHERE s.run = $1 AND s.curvature = $2 AND s.bucket_steps = $5
         AND s.first_step BETWEEN $6 AND $7 - $5 + 1
         AND s.first_step NOT IN (
           SELECT m.first_step - m.first_step %% $5 FROM stale_buckets m
           WHERE m.run = $1 AND m.curvature = $2 AND m.bucket_steps <= $5
             AND m.first_step BETWEEN $6 AND $7))
     SELECT greatest(b.first_step, $3), least(b.first_step + $5 - 1, $4), b.count, b.ok, b.ascent,
       b.non_positive_curvature, b.zero_step, b.non_finite, b.spreads FROM (
       SELECT * FROM summary
       UNION ALL
       SELECT number * $5 AS first_step, content.*
       FROM generate_series($3 / $5, $4 / $5) AS number
       CROSS JOIN LATERAL (
         SELECT %s FROM observations o
         WHERE o.run = $1 AND o.curvature = $2
           AND o.step BETWEEN greatest(number * $5, $3) AND least(number * $5 + $5 - 1, $4) OFFSET 0) AS content
       WHERE number * $5 NOT IN (SELECT summary.first_step FROM summary) AND content.count > 0) AS b
     ORDER BY b.first_step',
    (SELECT string_agg('s.' || quote_ident(quantity), ', ' ORDER BY place) FROM unnest(quantities) WITH ORDINALITY AS named (quantity, place)),
    bucket_content(quantities))
    USING run, curvature, first, last, size, lower_bound, upper_bound;
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
LANGUAGE plpgsql STABLE PARALLEL SAFE SET jit = off AS $$
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
      AND s.step BETWEEN first AND last ORDER BY s.step LIMIT $6 + 1) AS few;
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

CREATE FUNCTION observed_series(run text)
RETURNS TABLE (
  curvature text, observed bigint, with_alpha_star bigint, median_alpha_star double precision,
  ok bigint, ascent bigint, non_positive_curvature bigint, zero_step bigint, non_finite bigint,
  last_step bigint, first_time timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  -- Curvatures are found one by one: to look at all rows for them would take longer than the rest.
  WITH RECURSIVE curvatures (name) AS (
    SELECT min(o.curvature) FROM observations o WHERE o.run = $1
    UNION ALL
    SELECT (SELECT min(o.curvature) FROM observations o WHERE o.run = $1 AND o.curvature > c.name)
    FROM curvatures c WHERE c.name IS NOT NULL)
  SELECT c.name, total.*, last.step, first.time
  FROM curvatures c
  CROSS JOIN LATERAL (
    SELECT o.step, o.time FROM observations o
    WHERE o.run = $1 AND o.curvature = c.name ORDER BY o.step LIMIT 1) AS first
  CROSS JOIN LATERAL (
    SELECT o.step FROM observations o
    WHERE o.run = $1 AND o.curvature = c.name ORDER BY o.step DESC LIMIT 1) AS last
  CROSS JOIN LATERAL (
    SELECT sum(b.count)::bigint, sum(b.given)::bigint,
      min(b.median) FILTER (WHERE 2 * b.up_to >= b.total),
      sum(b.ok)::bigint, sum(b.ascent)::bigint, sum(b.non_positive_curvature)::bigint,
      sum(b.zero_step)::bigint, sum(b.non_finite)::bigint
    FROM (
      SELECT *, (spreads[1]).count AS given, (spreads[1]).median AS median,
        sum((spreads[1]).count) OVER (ORDER BY (spreads[1]).median) AS up_to,
        sum((spreads[1]).count) OVER () AS total
      FROM observation_buckets($1, c.name, ARRAY['alpha_star'], NULL, NULL,
        CASE WHEN last.step < 65536 THEN 1 ELSE 1000 END)) AS b) AS total
  ORDER BY c.name
$$;
COMMENT ON FUNCTION observed_series IS 'One row a curvature of a run: counts over all rows, and the median of alpha_star. It is exact up to step 65535; of a longer run it is the median of the medians of 500 to 1000 buckets, each as often as it has values. first_time: when the first step was taken.';
