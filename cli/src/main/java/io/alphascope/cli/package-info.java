/**
 * The command line. Commands say what happens on standard error; standard output holds results
 * alone.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.AlphascopeCommand}: all commands together, and how failures become
 *       lines and exit statuses;
 *   <li>{@code launch}, {@code training}, {@code runs}, {@code replay}, {@code step}: the commands,
 *       grouped by what they are about;
 *   <li>{@code connection}: which system a command talks to; {@code client}: its REST;
 *   <li>{@code following}: a run or a replay until its end; {@code progress}: how that is shown;
 *   <li>{@code stepfiles}: one step in NumPy's files;
 *   <li>{@code terminal}: what a command says, asks and is interrupted by.
 * </ul>
 *
 * Commands depend on the packages in the last four lines, never these on commands.
 */
package io.alphascope.cli;
