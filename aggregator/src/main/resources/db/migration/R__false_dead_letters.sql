-- Earlier versions stored every record of curvature.replays as an unreadable dead letter. Those records
-- were valid: the curvature service reads them, and this database does not store them.
DELETE FROM dead_letters WHERE source_topic = 'curvature.replays';
