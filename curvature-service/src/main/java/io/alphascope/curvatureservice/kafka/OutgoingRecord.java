package io.alphascope.curvatureservice.kafka;

import com.google.protobuf.MessageLite;
import io.alphascope.events.Topic;

/**
 * A record to publish.
 *
 * @param key may be null where the source's key was
 */
public record OutgoingRecord(Topic topic, String key, MessageLite value) {}
