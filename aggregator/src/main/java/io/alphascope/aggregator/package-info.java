/**
 * From observations to what people look at.
 *
 * <pre>
 * curvature.observations ─ topology ─▶ curvature.statistics
 *            │                                 │
 *            └──────────── sink ◀──────────────┘ ◀─ training.runs, *.dead-letter
 *                           │
 *                       database
 *                           │
 *                      run, series
 *                           │
 *                          rest ─▶ page, command line
 * </pre>
 *
 * <ul>
 *   <li>{@code statistics}: rolling statistics of a series, free of Kafka types
 *   <li>{@code store}: the state stores, with domain verbs
 *   <li>{@code reading}: bytes of a record to a checked event, or the reason why not
 *   <li>{@code topology}: the flow and the process that runs it
 *   <li>{@code sink}: from the topics into the database
 *   <li>{@code database}: PostgreSQL, which may be away, and its schema
 *   <li>{@code run}: runs as they stand, and deleting them
 *   <li>{@code series}: observations and statistics of a run under a curvature
 *   <li>{@code rest}: what people and programs ask, and forwarding
 *   <li>{@code lag}: how far consumer groups are behind
 * </ul>
 *
 * A <em>series</em> is what one run and one curvature make: at most one row a step.
 */
package io.alphascope.aggregator;
