/**
 * How far a run or a replay is, shown as bars on a terminal and as lines elsewhere.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.progress.Progress}: how far training and observing are;
 *   <li>{@code TerminalBars} and {@code ProgressLines}: two ways to show it, behind {@link
 *       io.alphascope.cli.progress.ProgressDisplay};
 *   <li>{@link io.alphascope.cli.progress.ReplayProgress}: of a replay, on a {@link
 *       io.alphascope.cli.progress.ProgressLine}.
 * </ul>
 */
package io.alphascope.cli.progress;
