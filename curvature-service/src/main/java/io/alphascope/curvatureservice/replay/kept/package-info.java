/** What {@code training.steps} still holds, and of which runs. */
package io.alphascope.curvatureservice.replay.kept;
