/**
 * Commands that train, and what they share.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.training.RunOptions}: a run as options of a command; the network
 *       is named, or read from a file;
 *   <li>{@link io.alphascope.cli.training.FollowedRun}: the run that a command started.
 * </ul>
 */
package io.alphascope.cli.training;
