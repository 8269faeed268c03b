package io.alphascope.aggregator.lag;

import java.time.Duration;

/**
 * How far a consumer group is behind the end of a topic.
 *
 * @param records that the group has not committed; where it has committed nothing, all that there
 *     are
 * @param age of the oldest of them; zero if there is none
 */
public record GroupLag(long records, Duration age) {}
