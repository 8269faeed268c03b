/**
 * What somebody asks of a service: how its options are read, and how it is refused, with {@code
 * {"error": cause and remedy}}.
 */
package io.alphascope.service.request;
