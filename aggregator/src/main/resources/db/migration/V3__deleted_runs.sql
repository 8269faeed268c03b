-- Deleted runs are remembered: what still comes of one (a late observation, a topic read again from
-- its beginning) is not stored any more.

CREATE TABLE deleted_runs (
  run        text PRIMARY KEY,
  deleted_at timestamptz NOT NULL DEFAULT now(),
  removed    boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE deleted_runs IS 'One row a run that was deleted: nothing of it is stored any more, and no other run gets its id.';
COMMENT ON COLUMN deleted_runs.run IS 'Id of the run.';
COMMENT ON COLUMN deleted_runs.deleted_at IS 'When it was deleted here.';
COMMENT ON COLUMN deleted_runs.removed IS 'Whether all its rows have been removed from the other tables.';
