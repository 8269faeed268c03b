/** This instance's part in the running replays. */
package io.alphascope.curvatureservice.replay.work;
