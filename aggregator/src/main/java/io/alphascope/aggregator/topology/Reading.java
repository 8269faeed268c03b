package io.alphascope.aggregator.topology;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;

/** A record of {@code curvature.observations}, once it was looked at. */
sealed interface Reading {

  record Readable(CurvatureObserved observation) implements Reading {}

  record Unreadable(DeadLetter letter) implements Reading {}
}
