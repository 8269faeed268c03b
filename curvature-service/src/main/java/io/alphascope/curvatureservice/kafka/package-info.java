/**
 * How this service uses Kafka: the settings of its clients, the channel that publishes, and a
 * compacted topic that is followed.
 */
package io.alphascope.curvatureservice.kafka;
