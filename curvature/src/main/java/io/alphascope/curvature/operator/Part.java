package io.alphascope.curvature.operator;

import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.line.LossCurve;

/**
 * One block of a matrix on one chunk of a batch.
 *
 * @param curve along the block's part of d, with the factor of the whole batch's reduction; closed
 *     by whoever made it
 * @param first the chunk's first sample in the batch
 * @param layers what goes back through the network's layers on this chunk, made when it is asked
 *     for
 */
public record Part(LossCurve curve, int first, Layers layers) {}
