-- The sentences about a run: page, command line and dashboards show these texts. Flyway applies this file again whenever it changes, after R__dashboards.sql, whose functions it uses.

DROP FUNCTION IF EXISTS verdict(double precision, double precision, double precision);

CREATE OR REPLACE FUNCTION judged(alpha_star double precision)
RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT CASE
    WHEN alpha_star IS NULL THEN NULL
    WHEN alpha_star <= 0 THEN 'pointing uphill'
    WHEN alpha_star > 1.4 THEN 'about ' || in_words || ' times too short'
    WHEN alpha_star < 1 / 1.4 THEN 'about ' || in_words || ' times too long'
    ELSE 'about right'
  END
  FROM (
    SELECT CASE
      WHEN factor = 'infinity' THEN 'infinitely many'
      WHEN factor < 2.95 THEN round(factor::numeric, 1)::text
      ELSE round(factor::numeric, -greatest(0, floor(log(factor))::integer - 1))::text
    END AS in_words
    FROM (SELECT CASE WHEN alpha_star > 1 THEN alpha_star WHEN alpha_star > 1e-300 THEN 1 / alpha_star ELSE 1 END AS factor) AS f
  ) AS w
$$;
COMMENT ON FUNCTION judged(double precision) IS 'What a median alpha_star means for the length of the steps, with two digits.';

CREATE OR REPLACE FUNCTION without_alpha_star(of_rows statistics)
RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT string_agg(round(share * of_rows.count) || ' ' || reason, ', ' ORDER BY place)
  FROM (VALUES
    (1, of_rows.share_non_positive_curvature, 'with non-positive curvature'),
    (2, of_rows.share_zero_step, 'of length zero'),
    (3, of_rows.share_non_finite, 'not finite')) AS reasons (place, share, reason)
  WHERE share > 0
$$;
COMMENT ON FUNCTION without_alpha_star(statistics) IS 'How many steps of a window have no alpha_star, with the reasons; null if all have one.';

CREATE OR REPLACE FUNCTION judged_steps(of_rows statistics)
RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT CASE
    WHEN of_rows.alpha_star_count < of_rows.count THEN of_rows.alpha_star_count || ' of the last ' || of_rows.count
      || ' steps' || coalesce(' (left out: ' || without_alpha_star(of_rows) || ')', '')
    WHEN of_rows.count = 1 THEN 'one step'
    ELSE 'the last ' || of_rows.count || ' steps'
  END
$$;
COMMENT ON FUNCTION judged_steps(statistics) IS 'The steps from which the median of a window is computed, and those left out.';

CREATE OR REPLACE FUNCTION trouble(of_run text, of_window integer)
RETURNS text STABLE LANGUAGE sql SET jit = off AS $$
  WITH newest AS MATERIALIZED (
    SELECT o.curvature, o.step, o.status, o.loss_after
    FROM curvatures_of(of_run) AS c (curvature) CROSS JOIN LATERAL latest_observation(of_run, c.curvature) AS o
  ), at_the_last_step AS MATERIALIZED (
    SELECT * FROM newest WHERE step = (SELECT max(step) FROM newest)
  ), not_finite AS (
    SELECT curvature, step,
      CASE WHEN (SELECT bool_and(status = 'non_finite') FROM at_the_last_step) THEN '' ELSE ' under ' || curvature END AS under
    FROM at_the_last_step WHERE status = 'non_finite'
    ORDER BY curvature_rank(curvature), curvature LIMIT 1
  )
  SELECT coalesce((
    SELECT CASE
        WHEN w.seen = w.at_the_end AND w.seen = 1 THEN 'The only step observed is not finite'
        WHEN w.seen = w.at_the_end AND w.seen < of_window THEN 'None of the ' || w.seen || ' steps observed is finite'
        WHEN w.seen = w.at_the_end THEN 'None of the last ' || w.seen || ' steps is finite'
        WHEN w.at_the_end = 1 THEN 'The last step, ' || n.step || ', is not finite'
        ELSE 'The last ' || w.at_the_end || ' steps, from step ' || w.since || ' on, are not finite'
      END || n.under || ': a parameter, the loss, the slope or the curvature is NaN or infinite.'
    FROM not_finite n CROSS JOIN LATERAL (
      SELECT count(*) AS seen, count(*) FILTER (WHERE finite_later = 0) AS at_the_end, min(step) FILTER (WHERE finite_later = 0) AS since
      FROM (
        SELECT step, count(*) FILTER (WHERE status <> 'non_finite') OVER (ORDER BY step DESC) AS finite_later
        FROM (
          SELECT o.step, o.status FROM observations o
          WHERE o.run = of_run AND o.curvature = n.curvature ORDER BY o.step DESC LIMIT of_window) AS last_ones) AS counted) AS w
  ), (
    SELECT 'The loss after the last step, ' || step || ', is ' || CASE loss_after WHEN 'NaN' THEN 'not a number' ELSE 'infinite' END || '.'
    FROM at_the_last_step WHERE loss_after IN ('NaN', 'infinity', '-infinity')
    ORDER BY curvature_rank(curvature), curvature LIMIT 1
  ))
$$;
COMMENT ON FUNCTION trouble(text, integer) IS 'What is not finite at the last observed step, looking back over a window, in a sentence; null if everything is finite, or nothing was observed.';

-- Uses the median of the Hessian if it has one, else that of the first other curvature, with its name.
CREATE OR REPLACE FUNCTION verdict(of_run text, of_window integer)
RETURNS text STABLE LANGUAGE sql SET jit = off AS $$
  WITH found AS MATERIALIZED (
    SELECT s, c.curvature LIKE '%@fresh:%' AS fresh, s.curvature, s.count, s.alpha_star_count, s.alpha_star_median,
      row_number() OVER (PARTITION BY c.curvature LIKE '%@fresh:%' ORDER BY c.curvature !~ '^hessian(@.*)?$', c.curvature) AS place
    FROM curvatures_of(of_run) AS c (curvature) CROSS JOIN LATERAL latest_statistics(of_run, c.curvature, of_window) AS s
    WHERE c.curvature LIKE '%@fresh:%' OR c.curvature NOT LIKE '%@%'
  ), chosen AS MATERIALIZED (
    SELECT DISTINCT ON (fresh) *, judged_steps(s) AS steps,
      judged(alpha_star_median) || CASE WHEN place = 1 THEN '' ELSE ' (' || curvature || ')' END AS words
    FROM found WHERE alpha_star_median IS NOT NULL ORDER BY fresh, place
  ), medians AS (
    SELECT min(words) FILTER (WHERE NOT fresh) AS own, min(words) FILTER (WHERE fresh) AS fresh,
      min(steps) FILTER (WHERE NOT fresh) AS own_steps, min(steps) FILTER (WHERE fresh) AS fresh_steps
    FROM chosen
  ), lacking AS (
    SELECT string_agg(
      CASE
        WHEN alpha_star_count > 1 THEN 'Only ' || alpha_star_count || ' of the last ' || count || ' steps have an α*'
        WHEN alpha_star_count = 1 THEN 'Only 1 of the last ' || count || ' steps has an α*'
        WHEN count = 1 THEN 'The only step observed has no α*'
        ELSE 'None of the last ' || count || ' steps has an α*'
      END || CASE WHEN fresh THEN ' on fresh batches' ELSE '' END
      || CASE WHEN alpha_star_count > 0 THEN '' ELSE coalesce(' (' || without_alpha_star(s) || ')', '') END || '.', ' ' ORDER BY fresh) AS words
    FROM found WHERE place = 1 AND 2 * alpha_star_count < count
  ), rate AS (
    SELECT CASE
      WHEN count(learning_rate) = 0 THEN (SELECT learning_rate FROM runs WHERE run = of_run)
      WHEN count(learning_rate) = count(*) AND min(learning_rate) = max(learning_rate) THEN min(learning_rate)
    END AS used
    FROM (
      SELECT o.learning_rate FROM observations o
      WHERE o.run = of_run AND o.curvature = (SELECT curvature FROM chosen ORDER BY fresh LIMIT 1)
      ORDER BY o.step DESC LIMIT of_window) AS judged_rates
  ), said AS (
    SELECT trouble(of_run, of_window) AS trouble,
      (SELECT 'The run failed.' FROM runs WHERE run = of_run AND state = 'failed') AS failed
  )
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM curvatures_of(of_run)) THEN concat_ws(' ', failed, 'No step has been observed yet.')
    WHEN NOT EXISTS (SELECT FROM found) THEN concat_ws(' ', failed, trouble, 'There is no α* on own or fresh batches yet.')
    ELSE concat_ws(' ', failed, trouble,
      CASE WHEN trouble IS NULL THEN lacking.words END,
      CASE WHEN trouble IS NULL THEN 'The ' ELSE 'Up to then, the ' END
        || coalesce('rate of ' || trim_scale(used::numeric), 'step') || CASE WHEN trouble IS NULL THEN ' is ' ELSE ' was ' END
        || CASE
          WHEN fresh IS NULL THEN own || ' for its own batches'
          WHEN own IS NULL THEN fresh || ' for fresh batches'
          ELSE own || ' for its own batches, ' || fresh || ' for fresh ones'
        END || '.',
      CASE
        WHEN own_steps = fresh_steps THEN 'Medians of ' || own_steps || '.'
        WHEN own IS NULL OR fresh IS NULL THEN 'Median of ' || coalesce(own_steps, fresh_steps) || '.'
        ELSE 'Medians of ' || own_steps || ' on own batches and of ' || fresh_steps || ' on fresh ones.'
      END)
  END
  FROM said CROSS JOIN medians CROSS JOIN lacking CROSS JOIN rate
$$;
COMMENT ON FUNCTION verdict(text, integer) IS 'A run in words: what is wrong now, then what the rolling medians of alpha_star at its last step mean for its learning rate, and from which steps they are computed.';
