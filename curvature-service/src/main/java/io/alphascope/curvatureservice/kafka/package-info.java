/**
 * How this service uses Kafka: the settings of its clients, the channel that publishes, and how a
 * compacted topic is followed.
 */
package io.alphascope.curvatureservice.kafka;
