/**
 * One Kafka broker with its own controller (KRaft), as a child process.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.broker.BrokerLogin}: who is let in;
 *   <li>{@link io.alphascope.local.broker.OutsideListener}: where clients of other machines are;
 *   <li>{@link io.alphascope.local.broker.BrokerSettings}: the properties of the broker;
 *   <li>{@link io.alphascope.local.broker.BrokerMain}: the program of the child; the only class
 *       that touches Kafka's internals.
 * </ul>
 */
package io.alphascope.local.broker;
