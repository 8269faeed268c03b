/**
 * What people and programs ask: {@code RunsResource}, {@code SeriesResource}, {@code
 * ExportResource}, {@code QuantitiesResource}, {@code StatusResource}, {@code
 * CurvatureServiceResource}. Names are snake case; an absent value is null, one that is not finite
 * the string NaN, Infinity or -Infinity.
 *
 * <p>Starts and stops of runs go to the trainer, replays to the curvature service, as they come,
 * and the answers back ({@code Upstream}). Every mistake is answered with {@code {"error": "cause
 * and remedy"}} ({@code Parameters}).
 */
package io.alphascope.aggregator.rest;
