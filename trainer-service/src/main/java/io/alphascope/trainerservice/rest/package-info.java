/**
 * Runs over HTTP: {@code POST /runs}, {@code GET /runs}, {@code GET /runs/{run}}, {@code DELETE
 * /runs/{run}}, {@code POST /runs/{run}/stop}.
 *
 * <p>JSON in snake_case; an absent value is null; a number that is not finite is the string "NaN",
 * "Infinity" or "-Infinity". A mistake is answered with {@code {"error": cause and remedy}}: 400
 * for a run that is not possible, 404 for an unknown run, 409 while another run is trained, 503
 * while the broker has not answered yet.
 */
package io.alphascope.trainerservice.rest;
