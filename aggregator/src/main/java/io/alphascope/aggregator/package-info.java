/**
 * From observations to rolling statistics, the database, REST and the page.
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
 *   <li>{@code reading}: turns the bytes of a record into a checked event, or says what is wrong
 *   <li>{@code topology}: the flow and the process that runs it
 *   <li>{@code sink}: from the topics into the database
 *   <li>{@code database}: PostgreSQL and its schema; PostgreSQL may be unavailable at any time
 *   <li>{@code run}: the state of runs, and their deletion
 *   <li>{@code series}: observations and statistics of one run under one curvature
 *   <li>{@code rest}: the answers to requests, and forwarding to the other services
 *   <li>{@code lag}: how far consumer groups are behind
 * </ul>
 *
 * A <em>series</em> is the rows of one run and one curvature: at most one for each step.
 */
package io.alphascope.aggregator;
