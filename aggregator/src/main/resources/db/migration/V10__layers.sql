-- What an observation says of each layer, where its curvature has a block a layer.

CREATE TABLE layer_observations (
  run             text NOT NULL,
  curvature       text NOT NULL,
  step            bigint NOT NULL,
  place           integer NOT NULL,
  layer           text NOT NULL,
  slope           double precision,
  curvature_value double precision,
  alpha_star      double precision,
  step_norm       double precision,
  parameter_norm  double precision,
  PRIMARY KEY (run, curvature, step, place)
);
-- The columns of quantities get the comments that events.proto gives them (QuantityColumns).
COMMENT ON TABLE layer_observations IS 'One row a step, curvature and layer, where the curvature has a block a layer (operator/layer): slopes and curvatures of a step''s layers sum to those of its row in observations. Null: a value that does not exist.';
COMMENT ON COLUMN layer_observations.run IS 'Id of the run.';
COMMENT ON COLUMN layer_observations.curvature IS 'Name of the curvature: operator[:samples]/layer[@batch].';
COMMENT ON COLUMN layer_observations.step IS 'The step, from 0, across epochs.';
COMMENT ON COLUMN layer_observations.place IS 'Place of the layer in the network, from 0.';
COMMENT ON COLUMN layer_observations.layer IS 'Name of the layer: what the names of its parameters share before the last dot.';
