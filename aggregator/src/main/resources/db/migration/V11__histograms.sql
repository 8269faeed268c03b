-- Histograms of steps. Their axes move with the numbers, so each row has its own.

CREATE TABLE histograms (
  run      text NOT NULL,
  name     text NOT NULL,
  batch    text NOT NULL,
  step     bigint NOT NULL,
  minimums double precision[] NOT NULL,
  maximums double precision[] NOT NULL,
  bins     integer[] NOT NULL,
  counts   bigint[] NOT NULL,
  PRIMARY KEY (run, name, batch, step)
);
COMMENT ON TABLE histograms IS 'One row a histogram of a step: how often numbers lie in equal bins of a range; what lies outside is counted in the outermost bins.';
COMMENT ON COLUMN histograms.run IS 'Id of the run.';
COMMENT ON COLUMN histograms.name IS 'gradient (elements of the gradients of all samples), parameter (elements of theta0), or gradient-parameter (both at once).';
COMMENT ON COLUMN histograms.batch IS 'The samples, as in the name of a curvature: own, fresh:N, test:N, all.';
COMMENT ON COLUMN histograms.step IS 'The step, from 0, across epochs.';
COMMENT ON COLUMN histograms.minimums IS 'Lower end of each axis; of gradient-parameter, the first axis is that of the gradients.';
COMMENT ON COLUMN histograms.maximums IS 'Upper end of each axis.';
COMMENT ON COLUMN histograms.bins IS 'Bins of each axis.';
COMMENT ON COLUMN histograms.counts IS 'Numbers in each bin; of two axes, the last axis runs fastest.';
