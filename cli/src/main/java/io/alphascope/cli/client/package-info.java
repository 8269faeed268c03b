/**
 * The command line's side of the aggregator's REST.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.client.Aggregator}: one method for each question;
 *   <li>{@link io.alphascope.cli.client.Run}, {@link io.alphascope.cli.client.SystemStatus} and
 *       {@link io.alphascope.cli.client.WindowStatistics}: the answers.
 * </ul>
 */
package io.alphascope.cli.client;
