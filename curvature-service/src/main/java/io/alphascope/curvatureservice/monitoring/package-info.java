/**
 * What an operator sees: gauges, liveness, readiness, {@code GET /status}, {@code GET /curvatures}.
 */
package io.alphascope.curvatureservice.monitoring;
