package io.alphascope.curvatureservice.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import java.util.List;

/**
 * What {@code GET /status} tells; names in snake_case.
 *
 * @param curvatures observed where a step's own specification names none
 * @param workers threads that observe
 * @param busyWorkers those that are on a step now
 * @param products whether the vectors Bd are computed
 * @param waitingFor what keeps steps from being consumed, or some of them from being observed; null
 *     if nothing does
 */
public record ServiceStatus(
    List<String> curvatures,
    int workers,
    int busyWorkers,
    boolean products,
    String waitingFor,
    @JsonUnwrapped ServiceMetrics.Counts counts) {}
