/**
 * Tests of the whole system and of what deploys it. They stand in a module of their own, which is
 * built when the services are.
 *
 * <ul>
 *   <li>{@code architecture}: the boundaries of modules and packages;
 *   <li>{@code lifecycle}: start, end, failure of parts, deletion;
 *   <li>{@code steps}: publishing and observing steps, also from Python;
 *   <li>{@code page}: the page in a browser;
 *   <li>{@code dashboards}, {@code monitoring}, {@code composition}: Grafana, Prometheus, Compose;
 *   <li>{@code build}, {@code documents}: the launcher's script, the scripts of CI, the references.
 * </ul>
 */
package io.alphascope.systemtests;
