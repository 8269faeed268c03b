/** The records of {@code curvature.replays}: their meaning and their order. */
package io.alphascope.curvatureservice.replay.state;
