/**
 * The way in from other machines: Kafka, with TLS and password, on one address of this machine.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.outside.ListenAddress}: the address that the user named;
 *   <li>{@link io.alphascope.local.outside.ServerCertificate}: the key and the certificate for it;
 *   <li>{@link io.alphascope.local.outside.ClientFolder}: what a client needs, to be copied to its
 *       machine.
 * </ul>
 */
package io.alphascope.local.outside;
