package io.alphascope.curvature.spectrum;

/** A symmetric matrix B, [P, P], known by its products. */
public interface SymmetricMatrix {

  /** P. */
  int size();

  /** Bv, [P]; v is not changed. */
  double[] times(double[] v);

  /** vᵀBv. */
  double quadratic(double[] v);
}
