/** For operators: gauges, liveness and readiness. */
package io.alphascope.curvatureservice.monitoring;
