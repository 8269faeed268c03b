/**
 * From observations to what people look at.
 *
 * <pre>
 * curvature.observations ─ topology ─▶ curvature.statistics
 *            │                                 │
 *            └────────── postgres ◀────────────┘ ◀─ training.runs, *.dead-letter
 *                           │
 *                          rest ─▶ page, command line
 * </pre>
 *
 * <ul>
 *   <li>{@code statistics}: rolling statistics of a series, free of Kafka types
 *   <li>{@code store}: the state stores, with domain verbs
 *   <li>{@code reading}: bytes of a record to a checked event, or the reason why not
 *   <li>{@code topology}: the flow and the process that runs it
 *   <li>{@code postgres}: schema, sink and queries
 *   <li>{@code rest}: queries, export, forwarding, and what they answer
 *   <li>{@code lag}: how far consumer groups are behind
 *   <li>{@code health}: readiness
 * </ul>
 *
 * A <em>series</em> is what one run and one curvature make: at most one row a step.
 */
package io.alphascope.aggregator;
