/**
 * The command line's side of the aggregator's REST.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.client.Aggregator}: one method for each question;
 *   <li>{@link io.alphascope.local.client.Run}, {@link io.alphascope.local.client.SystemStatus} and
 *       {@link io.alphascope.local.client.WindowStatistics}: the answers.
 * </ul>
 */
package io.alphascope.local.client;
