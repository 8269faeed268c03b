/**
 * Requests to a service: how their options are read, and how they are refused, with {@code
 * {"error": cause and remedy}}.
 */
package io.alphascope.service.request;
