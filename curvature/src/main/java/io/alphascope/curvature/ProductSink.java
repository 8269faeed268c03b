package io.alphascope.curvature;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.NamedArray;
import java.nio.ByteBuffer;

/** Takes the vectors Bd themselves, of which an observation keeps norm and cosine, and more. */
@FunctionalInterface
public interface ProductSink {

  /**
   * Takes one product.
   *
   * @param product Bd, flat [P], little-endian, of the step's element type; the receiver's to keep
   */
  void product(CurvatureName curvature, ByteBuffer product);

  /** Takes what makes up the matrix B: a diagonal, factors. */
  default void array(CurvatureName curvature, NamedArray array) {}
}
