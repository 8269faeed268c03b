/**
 * Kafka, as every service uses it: settings, properties of clients, whether the broker answers, and
 * the creation of topics.
 */
package io.alphascope.service.broker;
