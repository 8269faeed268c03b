package io.alphascope.workload.graph;

/**
 * Single numbers that files keep in float32 although they were written down as decimals: what was
 * 1e-5 arrives as 9.99999974e-6, which costs seven digits of a comparison in float64.
 */
public final class Decimal {

  private Decimal() {}

  /** The shortest decimal that rounds to it, as the nearest float64 number. */
  public static double shortest(float number) {
    return Float.isFinite(number) ? Double.parseDouble(Float.toString(number)) : number;
  }
}
