/** What an operator sees: gauges, liveness and readiness. */
package io.alphascope.curvatureservice.monitoring;
