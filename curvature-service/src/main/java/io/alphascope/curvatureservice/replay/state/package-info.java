/** What the records of {@code curvature.replays} say, and which follows which. */
package io.alphascope.curvatureservice.replay.state;
