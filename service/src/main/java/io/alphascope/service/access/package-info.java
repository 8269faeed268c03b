/**
 * Who may send which requests; the same for all three services.
 *
 * <ul>
 *   <li>{@link io.alphascope.service.access.AccessConfig}: the token, and the names of a service;
 *   <li>{@code AccessRule}: decides about one request, independent of the HTTP server;
 *   <li>{@code AccessFilter}: applies it before every route, also before static files and {@code
 *       /q}.
 * </ul>
 */
package io.alphascope.service.access;
