/**
 * Alphascope on one machine without Docker: everything it needs as child processes.
 *
 * <ul>
 *   <li>{@code system}: the local system in its data folder, made of {@code broker} and {@code
 *       postgres} and the three services, all kept alive by {@code supervision};
 *   <li>{@code failure}: what a user is told when something cannot be done.
 * </ul>
 */
package io.alphascope.local;
