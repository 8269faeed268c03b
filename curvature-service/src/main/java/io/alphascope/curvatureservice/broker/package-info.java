/**
 * The service's relation to Kafka beside its channels: waits for the broker at the start and
 * notices when it goes away and comes back, creates topics, and counts what retention deleted
 * before it was observed.
 */
package io.alphascope.curvatureservice.broker;
