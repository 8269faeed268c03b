/** What an operator sees: metrics, liveness, readiness, {@code GET /status}. */
package io.alphascope.curvatureservice.monitoring;
