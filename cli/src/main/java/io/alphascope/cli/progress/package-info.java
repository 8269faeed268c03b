/**
 * How far a run or a replay is, shown as bars on a terminal and as lines elsewhere.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.progress.ProgressDisplay}: bars or lines;
 *   <li>{@link io.alphascope.cli.progress.Progress}: how far training and observing are, shown by
 *       {@link io.alphascope.cli.progress.RunProgress};
 *   <li>{@link io.alphascope.cli.progress.ReplayProgress}: how far a replay is.
 * </ul>
 */
package io.alphascope.cli.progress;
