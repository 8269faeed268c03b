/** This instance's part in the replays that are running. */
package io.alphascope.curvatureservice.replay.work;
