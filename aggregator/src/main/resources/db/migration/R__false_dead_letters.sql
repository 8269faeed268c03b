-- Earlier versions took every record of curvature.replays for an unreadable dead letter. Those records
-- were well: the curvature service reads them, and this database stores none.
DELETE FROM dead_letters WHERE source_topic = 'curvature.replays';
