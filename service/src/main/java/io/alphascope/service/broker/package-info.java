/**
 * What every service has of Kafka: its settings, the properties of clients, whether the broker is
 * there, and the creation of topics.
 */
package io.alphascope.service.broker;
