-- What is inconsistent in a run: of what it is found, and what is said of it.

CREATE TABLE run_workloads (
  run        text NOT NULL,
  workload   text NOT NULL,
  first_step bigint NOT NULL,
  last_step  bigint NOT NULL,
  PRIMARY KEY (run, workload)
);
COMMENT ON TABLE run_workloads IS 'One row a run and what was trained in it; more than one: it changed between steps. Steps of older versions did not say.';
COMMENT ON COLUMN run_workloads.run IS 'Id of the run.';
COMMENT ON COLUMN run_workloads.workload IS 'What was trained, in short: network, activation, loss, data.';
COMMENT ON COLUMN run_workloads.first_step IS 'First step of it that was observed.';
COMMENT ON COLUMN run_workloads.last_step IS 'Last step of it that was observed.';

CREATE TABLE gradient_disagreements (
  run            text NOT NULL,
  step           bigint NOT NULL,
  published      double precision NOT NULL,
  measured       double precision NOT NULL,
  published_norm double precision,
  batch_size     integer NOT NULL,
  PRIMARY KEY (run, step)
);
COMMENT ON TABLE gradient_disagreements IS 'One row a step whose published gradient is not the one measured on its batch with the declared network and loss.';
COMMENT ON COLUMN gradient_disagreements.run IS 'Id of the run.';
COMMENT ON COLUMN gradient_disagreements.step IS 'The step, from 0, across epochs.';
COMMENT ON COLUMN gradient_disagreements.published IS 'd''g with the gradient that the trainer published.';
COMMENT ON COLUMN gradient_disagreements.measured IS 'd''g with the measured one.';
COMMENT ON COLUMN gradient_disagreements.published_norm IS '|g| of the published gradient.';
COMMENT ON COLUMN gradient_disagreements.batch_size IS 'Samples in the batch, n.';

-- The sink writes it after what it is found of.
ALTER TABLE runs ADD COLUMN remarks text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN runs.remarks IS 'What is inconsistent in the run, a sentence each.';
