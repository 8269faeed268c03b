-- A record of training.steps can hold several steps.

ALTER TABLE runs ADD COLUMN records_published bigint;
COMMENT ON COLUMN runs.records_published IS 'Records that hold the steps published; 0: one each; null if unknown.';

ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_pkey;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_key
  UNIQUE NULLS NOT DISTINCT (source_topic, source_partition, source_offset, step);
COMMENT ON TABLE dead_letters IS 'Steps and other records that could not be processed. The records themselves stay in their topics.';
COMMENT ON COLUMN dead_letters.step IS 'Which step of the record, or which step it belongs to, as far as it could be read.';
