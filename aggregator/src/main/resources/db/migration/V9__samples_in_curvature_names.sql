-- Operators that draw targets take a number of samples.

COMMENT ON COLUMN observations.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN statistics.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN observation_summaries.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
COMMENT ON COLUMN stale_buckets.curvature IS 'Name of the curvature: operator[:samples][/structure][@batch].';
