/**
 * A real PostgreSQL from a jar of binaries, run by our own code: durable, with a password, also
 * when the launcher is root.
 *
 * <ul>
 *   <li>{@code PostgresBinaries}: unpacks the jar once;
 *   <li>{@code DatabaseOwner}: the user that the database runs as, since PostgreSQL refuses root;
 *   <li>{@code PostmasterLock}: tells a dead postmaster's pid file from a living one's;
 *   <li>{@link io.alphascope.local.postgres.EmbeddedPostgres}: the cluster, its creation and the
 *       command that runs it.
 * </ul>
 */
package io.alphascope.local.postgres;
