package io.alphascope.curvature;

import io.alphascope.curvature.operator.CurvatureName;
import java.nio.ByteBuffer;

/** Takes the vectors Bd themselves, of which an observation keeps norm and cosine. */
@FunctionalInterface
public interface ProductSink {

  /**
   * Takes one product.
   *
   * @param product Bd, flat [P], little-endian, of the step's element type; the receiver's to keep
   */
  void accept(CurvatureName curvature, ByteBuffer product);
}
