-- The comments spoke of samples of an operator, which no name ever had.

COMMENT ON COLUMN observations.curvature IS 'Name of the curvature: operator[/structure][@batch].';
COMMENT ON COLUMN statistics.curvature IS 'Name of the curvature: operator[/structure][@batch].';
COMMENT ON COLUMN observation_summaries.curvature IS 'Name of the curvature: operator[/structure][@batch].';
COMMENT ON COLUMN stale_buckets.curvature IS 'Name of the curvature: operator[/structure][@batch].';
