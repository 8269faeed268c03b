/**
 * Who may ask a service what; the same for the three of them.
 *
 * <ul>
 *   <li>{@link io.alphascope.service.access.AccessConfig}: the token, and the names that a service
 *       goes by;
 *   <li>{@code AccessRule}: decides on one request, knowing nothing of HTTP servers;
 *   <li>{@code AccessFilter}: asks it before every route, static files and {@code /q} among them.
 * </ul>
 */
package io.alphascope.service.access;
