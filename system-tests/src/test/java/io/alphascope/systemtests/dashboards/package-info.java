/**
 * The dashboards of {@code deploy/grafana}, checked without a Grafana.
 *
 * <ul>
 *   <li>{@code Dashboard} and {@code Panel}: the files;
 *   <li>{@code DashboardTest}: against Grafana's schemas and our own rules;
 *   <li>{@code DashboardQueriesIT}: every query against the database of a real system, and what
 *       comes back through the panels' transformations;
 *   <li>{@code Choice}: values of variables, put into SQL as Grafana does;
 *   <li>{@code Answer} and {@code GrafanaData}: rows, and Grafana's own library in Node.
 * </ul>
 */
package io.alphascope.systemtests.dashboards;
