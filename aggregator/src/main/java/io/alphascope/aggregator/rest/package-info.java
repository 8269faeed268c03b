/**
 * The answers to requests: {@code RunsResource}, {@code SeriesResource}, {@code LayersResource},
 * {@code HistogramsResource}, {@code ExportResource}, {@code QuantitiesResource}, {@code
 * StatusResource}, {@code CurvatureServiceResource}. Names are snake case; an absent value is null,
 * a value that is not finite the string NaN, Infinity or -Infinity.
 *
 * <p>Requests to start or stop a run are forwarded to the trainer, requests for replays to the
 * curvature service, and their answers are passed back unchanged ({@code Upstream}). A mistake is
 * answered with {@code {"error": "cause and remedy"}} ({@code Parameters}).
 */
package io.alphascope.aggregator.rest;
