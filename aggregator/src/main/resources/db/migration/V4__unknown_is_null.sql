-- What is unknown of a run or of a step is null. Until now it was the 0 or the empty text that stands
-- for it on the wire, and was shown as if somebody had said so.

ALTER TABLE runs
  ALTER COLUMN device DROP NOT NULL,
  ALTER COLUMN optimizer DROP NOT NULL,
  ALTER COLUMN learning_rate DROP NOT NULL,
  ALTER COLUMN momentum DROP NOT NULL,
  ALTER COLUMN seed DROP NOT NULL,
  ALTER COLUMN batch_size DROP NOT NULL,
  ALTER COLUMN epochs DROP NOT NULL,
  ALTER COLUMN publish_every DROP NOT NULL,
  ALTER COLUMN steps_taken DROP NOT NULL,
  ALTER COLUMN steps_published DROP NOT NULL,
  ALTER COLUMN steps_skipped DROP NOT NULL,
  ALTER COLUMN training_seconds DROP NOT NULL,
  ALTER COLUMN parameter_count DROP NOT NULL,
  ALTER COLUMN training_samples DROP NOT NULL;
UPDATE runs SET
  device = nullif(device, ''),
  optimizer = nullif(optimizer, ''),
  learning_rate = nullif(learning_rate, 0),
  momentum = CASE WHEN optimizer = 'momentum' AND (momentum <> 0 OR state <> 'foreign') THEN momentum END,
  batch_size = nullif(batch_size, 0),
  epochs = nullif(epochs, 0),
  parameter_count = nullif(parameter_count, 0),
  training_samples = nullif(training_samples, 0);
UPDATE runs SET
  seed = nullif(seed, 0),
  publish_every = nullif(publish_every, 0),
  steps_taken = nullif(steps_taken, 0),
  steps_published = nullif(steps_published, 0),
  steps_skipped = nullif(steps_skipped, 0),
  training_seconds = nullif(training_seconds, 0)
WHERE state = 'foreign';
COMMENT ON COLUMN runs.device IS 'Where it trains: cpu or cuda:0; null if unknown.';
COMMENT ON COLUMN runs.optimizer IS 'sgd, momentum or adam; null if unknown.';
COMMENT ON COLUMN runs.learning_rate IS 'The optimizer''s learning rate; null if unknown. Steps carry their own (steps_of).';
COMMENT ON COLUMN runs.momentum IS 'Of the optimizer momentum; otherwise, or if unknown, null.';
COMMENT ON COLUMN runs.seed IS 'Seeds the parameters, the order of the samples and the draws of other batches; null if unknown.';
COMMENT ON COLUMN runs.batch_size IS 'Samples per step; the last batch of an epoch may be smaller. Null if unknown.';
COMMENT ON COLUMN runs.epochs IS 'Epochs that the run was to train; null if unknown.';
COMMENT ON COLUMN runs.publish_every IS 'Every K-th step is published; 0: none. Null if unknown.';
COMMENT ON COLUMN runs.steps_taken IS 'Steps taken so far; null if unknown.';
COMMENT ON COLUMN runs.steps_published IS 'Steps published so far; null if unknown.';
COMMENT ON COLUMN runs.steps_skipped IS 'Steps not published because the trainer''s buffer was full; null if unknown.';
COMMENT ON COLUMN runs.training_seconds IS 'Seconds from the first step''s start to the last step''s end, test evaluations left out; null if unknown.';
COMMENT ON COLUMN runs.parameter_count IS 'Parameters of the network; null if unknown.';
COMMENT ON COLUMN runs.training_samples IS 'Samples in the training set; null if unknown.';

ALTER TABLE observations
  ALTER COLUMN epoch DROP NOT NULL,
  ALTER COLUMN learning_rate DROP NOT NULL;
UPDATE observations SET
  epoch = nullif(epoch, 0),
  learning_rate = nullif(learning_rate, 0),
  learning_rate_star = CASE WHEN learning_rate <> 0 THEN learning_rate_star END
WHERE epoch = 0 OR learning_rate = 0;
COMMENT ON COLUMN observations.epoch IS 'Epoch of the step, from 1; null if the step did not say.';
COMMENT ON COLUMN observations.learning_rate IS 'Learning rate of the step; null if the step did not say.';
COMMENT ON COLUMN observations.learning_rate_star IS 'alpha_star * learning_rate: the rate at which this direction would have ended in the parabola''s minimum. Greedy, so never the best rate. Null if the step did not say its rate.';
