/**
 * Alphascope on one machine: everything it needs as child processes, and the command line.
 *
 * <ul>
 *   <li>{@code cli}: the commands;
 *   <li>{@code system}: the local system in its data folder, made of {@code broker} and {@code
 *       postgres} and the three services, all kept alive by {@code supervision};
 *   <li>{@code client} and {@code following}: a run seen through the aggregator's REST;
 *   <li>{@code stepfiles}: one step in NumPy's files;
 *   <li>{@code failure}: what a user is told when something cannot be done.
 * </ul>
 */
package io.alphascope.local;
