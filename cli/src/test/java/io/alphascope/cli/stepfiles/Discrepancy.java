package io.alphascope.cli.stepfiles;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * How far an observation of a network is from PyTorch.
 *
 * @param losses L(θ₀) and L(θ₁), relative
 * @param slope dᵀg and ‖g‖, relative
 * @param curvature dᵀHd, dᵀGd and their sums over blocks, relative to |dᵀGd|, or to |dᵀHd| where
 *     there is no G
 * @param products the entries of Hd and Gd, relative to the vector's norm
 */
record Discrepancy(
    String network,
    long parameters,
    double losses,
    double slope,
    double curvature,
    double products) {

  double worst() {
    return DoubleStream.of(losses, slope, curvature, products)
        .reduce(0, (a, b) -> Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.max(a, b));
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| `%s` | %d | %.0e | %.0e | %.0e | %.0e |",
        network,
        parameters,
        losses,
        slope,
        curvature,
        products);
  }
}
