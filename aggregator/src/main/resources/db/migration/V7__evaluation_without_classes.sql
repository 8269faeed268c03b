-- A test set whose targets are numbers has no accuracy, and channels may have a normalisation each.

ALTER TABLE epochs ALTER COLUMN test_accuracy DROP NOT NULL;
COMMENT ON COLUMN epochs.test_accuracy IS 'Share of the test set classified rightly, 0 to 1; null if the targets are no classes.';
COMMENT ON COLUMN runs.normalisation_mean IS 'Inputs are (raw / 255 - mean) / standard deviation; null: as they are, or with a mean for each channel.';
COMMENT ON COLUMN runs.normalisation_standard_deviation IS 'Inputs are (raw / 255 - mean) / standard deviation; null: as they are, or with one for each channel.';
