-- What a run observes beside its curvatures.

ALTER TABLE runs ADD COLUMN observables text NOT NULL DEFAULT '';
COMMENT ON COLUMN runs.observables IS 'Names of what is observed live beside the curvatures, separated by commas: trace@50 on every 50th step; empty: the curvature service''s default.';
