-- How the parameters of a run decay, and how its learning rate changes. Until now a trainer knew neither.

ALTER TABLE runs
  ADD COLUMN nesterov boolean,
  ADD COLUMN weight_decay double precision,
  ADD COLUMN schedule text,
  ADD COLUMN warmup_steps bigint;
UPDATE runs SET
  nesterov = CASE WHEN optimizer = 'momentum' THEN false END,
  weight_decay = 0,
  schedule = 'constant',
  warmup_steps = 0
WHERE state <> 'foreign';
COMMENT ON COLUMN runs.optimizer IS 'sgd, momentum, adam or adamw; null if unknown.';
COMMENT ON COLUMN runs.learning_rate IS 'The optimizer''s base learning rate; null if unknown. Steps carry their own (steps_of).';
COMMENT ON COLUMN runs.nesterov IS 'Whether with Nesterov''s correction, of the optimizer momentum; otherwise, or if unknown, null.';
COMMENT ON COLUMN runs.weight_decay IS 'Weight decay, of adamw decoupled from the gradient; null if unknown.';
COMMENT ON COLUMN runs.schedule IS 'Of the learning rate after the warm-up: constant, cosine or step; null if unknown.';
COMMENT ON COLUMN runs.warmup_steps IS 'Steps over which the rate rises linearly from the start; null if unknown.';
