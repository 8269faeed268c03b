package io.alphascope.curvature.quantity;

import java.util.function.DoubleUnaryOperator;

/**
 * The loss of one batch along the step, φ(α), as far as observations need it.
 *
 * @param slopes the samples' shares of φ′(0), not yet reduced, [n]; not copied
 * @param scale the factor s of the loss's reduction
 * @param before φ(0)
 * @param curve φ
 */
public record SampledLoss(
    double[] slopes, double scale, double before, DoubleUnaryOperator curve) {}
