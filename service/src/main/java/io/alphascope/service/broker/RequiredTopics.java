package io.alphascope.service.broker;

import io.alphascope.events.Topic;
import java.util.Set;

/**
 * Topics that a part of a service reads or writes: {@link Broker} creates those of all beans of
 * this type.
 */
public record RequiredTopics(Set<Topic> topics) {

  public RequiredTopics {
    topics = Set.copyOf(topics);
  }

  public static RequiredTopics of(Topic... topics) {
    return new RequiredTopics(Set.of(topics));
  }
}
