-- A client outside can train a run and report on it.

ALTER TABLE runs ADD COLUMN publisher text;
COMMENT ON COLUMN runs.publisher IS 'The client outside that trains the run and reports on it; null: a trainer of this system, or unknown.';
COMMENT ON COLUMN runs.state IS 'running, completed, stopped (on request), interrupted (its trainer died, or its publisher fell silent), failed, or foreign (seen in published steps alone).';
