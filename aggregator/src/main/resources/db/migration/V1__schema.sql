-- What Alphascope keeps. Names of quantities are those of the wire contract, the exports and the
-- pages. No foreign keys: rows arrive by several topics, in any order.

CREATE TABLE runs (
  run                              text PRIMARY KEY,
  state                            text NOT NULL,
  message                          text NOT NULL,
  started                          timestamptz,
  ended                            timestamptz,
  device                           text NOT NULL,
  network                          text NOT NULL,
  activation                       text NOT NULL,
  loss                             text NOT NULL,
  reduction                        text NOT NULL,
  dataset                          text NOT NULL,
  normalisation_mean               double precision,
  normalisation_standard_deviation double precision,
  optimizer                        text NOT NULL,
  learning_rate                    double precision NOT NULL,
  momentum                         double precision NOT NULL,
  seed                             bigint NOT NULL,
  curvatures                       text NOT NULL,
  batch_size                       integer NOT NULL,
  epochs                           integer NOT NULL,
  publish_every                    integer NOT NULL,
  steps_planned                    bigint,
  steps_taken                      bigint NOT NULL,
  steps_published                  bigint NOT NULL,
  steps_skipped                    bigint NOT NULL,
  last_published_step              bigint,
  training_seconds                 double precision NOT NULL,
  parameter_count                  bigint NOT NULL,
  training_samples                 bigint NOT NULL,
  stored_at                        timestamptz NOT NULL
);
COMMENT ON TABLE runs IS 'One row a run: what was trained, how, and how far it has come.';
COMMENT ON COLUMN runs.run IS 'Id of the run.';
COMMENT ON COLUMN runs.state IS 'running, completed, stopped (on request), interrupted (its trainer died), failed, or foreign (seen in published steps alone).';
COMMENT ON COLUMN runs.message IS 'Why it ended as it did, in words; empty if there is nothing to say.';
COMMENT ON COLUMN runs.started IS 'When the run started.';
COMMENT ON COLUMN runs.ended IS 'When the run ended; null while it runs, or if nobody says.';
COMMENT ON COLUMN runs.device IS 'Where it trains: cpu or cuda:0.';
COMMENT ON COLUMN runs.network IS 'Widths of the multi-layer perceptron, inputs first: 784-128-64-10.';
COMMENT ON COLUMN runs.activation IS 'relu, tanh or sigmoid, after every layer but the last.';
COMMENT ON COLUMN runs.loss IS 'cross-entropy or squared-error, with PyTorch''s conventions.';
COMMENT ON COLUMN runs.reduction IS 'mean or sum over the batch.';
COMMENT ON COLUMN runs.dataset IS 'Name of the data set; empty if every step carries its own inputs and targets.';
COMMENT ON COLUMN runs.normalisation_mean IS 'Inputs are (raw / 255 - mean) / standard deviation; null: as they are.';
COMMENT ON COLUMN runs.normalisation_standard_deviation IS 'Inputs are (raw / 255 - mean) / standard deviation; null: as they are.';
COMMENT ON COLUMN runs.optimizer IS 'sgd, momentum or adam.';
COMMENT ON COLUMN runs.learning_rate IS 'The optimizer''s learning rate.';
COMMENT ON COLUMN runs.momentum IS 'Of the optimizer momentum; otherwise 0.';
COMMENT ON COLUMN runs.seed IS 'Seeds the parameters, the order of the samples and the draws of other batches.';
COMMENT ON COLUMN runs.curvatures IS 'Names of the curvatures observed live, separated by commas; empty: the curvature service''s default.';
COMMENT ON COLUMN runs.batch_size IS 'Samples per step; the last batch of an epoch may be smaller.';
COMMENT ON COLUMN runs.epochs IS 'Epochs that the run was to train.';
COMMENT ON COLUMN runs.publish_every IS 'Every K-th step is published; 0: none.';
COMMENT ON COLUMN runs.steps_planned IS 'Steps that the run will take in all; null if not known.';
COMMENT ON COLUMN runs.steps_taken IS 'Steps taken so far.';
COMMENT ON COLUMN runs.steps_published IS 'Steps published so far.';
COMMENT ON COLUMN runs.steps_skipped IS 'Steps not published because the trainer''s buffer was full.';
COMMENT ON COLUMN runs.last_published_step IS 'Largest step published; null if none was.';
COMMENT ON COLUMN runs.training_seconds IS 'Seconds from the first step''s start to the last step''s end, test evaluations left out.';
COMMENT ON COLUMN runs.parameter_count IS 'Parameters of the network.';
COMMENT ON COLUMN runs.training_samples IS 'Samples in the training set.';
COMMENT ON COLUMN runs.stored_at IS 'When this row was last changed here.';

CREATE TABLE epochs (
  run           text NOT NULL,
  epoch         integer NOT NULL,
  step          bigint NOT NULL,
  test_loss     double precision NOT NULL,
  test_accuracy double precision NOT NULL,
  PRIMARY KEY (run, epoch)
);
COMMENT ON TABLE epochs IS 'One row an epoch of a run: the evaluation on the test set after it.';
COMMENT ON COLUMN epochs.run IS 'Id of the run.';
COMMENT ON COLUMN epochs.epoch IS 'The epoch, from 1.';
COMMENT ON COLUMN epochs.step IS 'Last step of the epoch.';
COMMENT ON COLUMN epochs.test_loss IS 'Mean loss on the test set.';
COMMENT ON COLUMN epochs.test_accuracy IS 'Share of the test set classified rightly, 0 to 1.';

CREATE TABLE observations (
  run                        text NOT NULL,
  curvature                  text NOT NULL,
  step                       bigint NOT NULL,
  epoch                      integer NOT NULL,
  time                       timestamptz,
  batch_size                 integer NOT NULL,
  learning_rate              double precision NOT NULL,
  status                     text NOT NULL,
  alpha_star                 double precision,
  alpha_star_unit            double precision,
  learning_rate_star         double precision,
  overshoot                  double precision,
  slope                      double precision,
  curvature_value            double precision,
  slope_published            double precision,
  loss_before                double precision,
  loss_after                 double precision,
  loss_at_alpha_star         double precision,
  fidelity_at_step           double precision,
  fidelity_at_alpha_star     double precision,
  step_norm                  double precision,
  gradient_norm              double precision,
  curvature_product_norm     double precision,
  cosine_step_gradient       double precision,
  cosine_step_product        double precision,
  slope_standard_error       double precision,
  curvature_standard_error   double precision,
  alpha_star_standard_error  double precision,
  stored_at                  timestamptz NOT NULL,
  PRIMARY KEY (run, curvature, step)
);
-- Finds the newest row of a run without reading the run.
CREATE INDEX observations_stored ON observations (run, stored_at);
COMMENT ON TABLE observations IS 'One row a step and curvature: how far step d = theta1 - theta0 should have gone under curvature B. Slope, curvature, losses and gradient are those of the curvature''s own batch. Null: a value that does not exist.';
COMMENT ON COLUMN observations.run IS 'Id of the run.';
COMMENT ON COLUMN observations.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN observations.step IS 'The step, from 0, across epochs.';
COMMENT ON COLUMN observations.epoch IS 'Epoch of the step, from 1.';
COMMENT ON COLUMN observations.time IS 'When the step was taken.';
COMMENT ON COLUMN observations.batch_size IS 'Samples in the curvature''s batch, n.';
COMMENT ON COLUMN observations.learning_rate IS 'Learning rate of the step.';
COMMENT ON COLUMN observations.status IS 'The first that applies of non_finite (parameters, loss before, slope or curvature), zero_step, non_positive_curvature (d''Bd <= 0), ascent (d''g >= 0: the minimum lies behind), ok.';
COMMENT ON COLUMN observations.alpha_star IS '-d''g / d''Bd in multiples of the step taken: 1 = exactly right, 7 = should have gone 7 times as far. Given where d''Bd > 0.';
COMMENT ON COLUMN observations.alpha_star_unit IS 'alpha_star * |d|: the distance along d/|d|.';
COMMENT ON COLUMN observations.learning_rate_star IS 'alpha_star * learning_rate: the rate at which this direction would have ended in the parabola''s minimum. Greedy, so never the best rate.';
COMMENT ON COLUMN observations.overshoot IS '1/alpha_star - 1: -1 at the start, 0 in the parabola''s minimum, +1 at the mirror point.';
COMMENT ON COLUMN observations.slope IS 'd''g, derivative of the loss along the step at its start.';
COMMENT ON COLUMN observations.curvature_value IS 'd''Bd, second derivative along the step under the curvature.';
COMMENT ON COLUMN observations.slope_published IS 'd''g with the gradient that the trainer published; own batch only.';
COMMENT ON COLUMN observations.loss_before IS 'Loss at theta0.';
COMMENT ON COLUMN observations.loss_after IS 'Loss at theta1; may be infinite.';
COMMENT ON COLUMN observations.loss_at_alpha_star IS 'Loss at theta0 + alpha_star d.';
COMMENT ON COLUMN observations.fidelity_at_step IS 'Actual decrease of the loss / decrease that the parabola predicts, at theta1.';
COMMENT ON COLUMN observations.fidelity_at_alpha_star IS 'Actual decrease of the loss / decrease that the parabola predicts, at alpha_star.';
COMMENT ON COLUMN observations.step_norm IS '|d|, length of the step.';
COMMENT ON COLUMN observations.gradient_norm IS '|g|, length of the gradient.';
COMMENT ON COLUMN observations.curvature_product_norm IS '|Bd|, length of the curvature-vector product.';
COMMENT ON COLUMN observations.cosine_step_gradient IS 'cos(d, -g): 1 = steepest descent.';
COMMENT ON COLUMN observations.cosine_step_product IS 'cos(d, Bd): 1 = d is an eigenvector.';
COMMENT ON COLUMN observations.slope_standard_error IS 'Standard error of slope over the samples of the batch, d held fixed.';
COMMENT ON COLUMN observations.curvature_standard_error IS 'Standard error of curvature_value over the samples of the batch, d held fixed.';
COMMENT ON COLUMN observations.alpha_star_standard_error IS 'Standard error of alpha_star over the samples of the batch (delta method), d held fixed.';
COMMENT ON COLUMN observations.stored_at IS 'When this row was first stored here, or last changed.';

CREATE TABLE statistics (
  run                           text NOT NULL,
  curvature                     text NOT NULL,
  window_steps                  integer NOT NULL,
  step                          bigint NOT NULL,
  count                         integer NOT NULL,
  alpha_star_count              integer NOT NULL,
  alpha_star_p05                double precision,
  alpha_star_p25                double precision,
  alpha_star_median             double precision,
  alpha_star_p75                double precision,
  alpha_star_p95                double precision,
  slope_mean                    double precision,
  curvature_value_mean          double precision,
  share_ok                      double precision NOT NULL,
  share_ascent                  double precision NOT NULL,
  share_non_positive_curvature  double precision NOT NULL,
  share_zero_step               double precision NOT NULL,
  share_non_finite              double precision NOT NULL,
  fidelity_at_step_median       double precision,
  fidelity_at_alpha_star_median double precision,
  PRIMARY KEY (run, curvature, window_steps, step)
);
COMMENT ON TABLE statistics IS 'Rolling statistics: at each observed step, over the observed rows of the largest steps up to it, at most window_steps of them.';
COMMENT ON COLUMN statistics.run IS 'Id of the run.';
COMMENT ON COLUMN statistics.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN statistics.window_steps IS 'Size of the window in observed rows: 20, 100 or 500.';
COMMENT ON COLUMN statistics.step IS 'Last step in the window.';
COMMENT ON COLUMN statistics.count IS 'Rows in the window.';
COMMENT ON COLUMN statistics.alpha_star_count IS 'Rows among them that have an alpha_star; the quantiles are over these.';
COMMENT ON COLUMN statistics.alpha_star_p05 IS '5 % quantile of alpha_star, linear interpolation.';
COMMENT ON COLUMN statistics.alpha_star_p25 IS 'First quartile of alpha_star, linear interpolation.';
COMMENT ON COLUMN statistics.alpha_star_median IS 'Median of alpha_star.';
COMMENT ON COLUMN statistics.alpha_star_p75 IS 'Third quartile of alpha_star, linear interpolation.';
COMMENT ON COLUMN statistics.alpha_star_p95 IS '95 % quantile of alpha_star, linear interpolation.';
COMMENT ON COLUMN statistics.slope_mean IS 'Mean of slope over the rows where it is finite.';
COMMENT ON COLUMN statistics.curvature_value_mean IS 'Mean of curvature_value over the rows where it is finite.';
COMMENT ON COLUMN statistics.share_ok IS 'Share of the rows with status ok; the five shares sum to 1.';
COMMENT ON COLUMN statistics.share_ascent IS 'Share of the rows with status ascent.';
COMMENT ON COLUMN statistics.share_non_positive_curvature IS 'Share of the rows with status non_positive_curvature.';
COMMENT ON COLUMN statistics.share_zero_step IS 'Share of the rows with status zero_step.';
COMMENT ON COLUMN statistics.share_non_finite IS 'Share of the rows with status non_finite.';
COMMENT ON COLUMN statistics.fidelity_at_step_median IS 'Median of fidelity_at_step over the rows that have one.';
COMMENT ON COLUMN statistics.fidelity_at_alpha_star_median IS 'Median of fidelity_at_alpha_star over the rows that have one.';

CREATE TABLE dead_letters (
  source_topic     text NOT NULL,
  source_partition integer NOT NULL,
  source_offset    bigint NOT NULL,
  run              text NOT NULL,
  step             bigint,
  reason           text NOT NULL,
  time             timestamptz,
  PRIMARY KEY (source_topic, source_partition, source_offset)
);
CREATE INDEX dead_letters_of_run ON dead_letters (run);
COMMENT ON TABLE dead_letters IS 'Records that could not be processed. The records themselves stay in their topics.';
COMMENT ON COLUMN dead_letters.source_topic IS 'Topic of the record.';
COMMENT ON COLUMN dead_letters.source_partition IS 'Partition of the record.';
COMMENT ON COLUMN dead_letters.source_offset IS 'Offset of the record.';
COMMENT ON COLUMN dead_letters.run IS 'Run that the record belongs to, as far as it could be read; else empty.';
COMMENT ON COLUMN dead_letters.step IS 'Step that the record belongs to, as far as it could be read.';
COMMENT ON COLUMN dead_letters.reason IS 'Which field, what was expected, what was found.';
COMMENT ON COLUMN dead_letters.time IS 'When it was found out.';
