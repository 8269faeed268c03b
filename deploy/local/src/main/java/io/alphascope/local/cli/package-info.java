/**
 * The commands, one class each. They say what happens on standard error; standard output holds
 * results alone.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.cli.AlphascopeCommand}: all of them together, and how failures
 *       become lines and exit statuses;
 *   <li>{@code RunOptions}, {@code DataFolderOption}, {@code RemoteOptions}, {@code Terminal}: what
 *       several commands share;
 *   <li>{@code Interruption}: Ctrl-C.
 * </ul>
 */
package io.alphascope.local.cli;
