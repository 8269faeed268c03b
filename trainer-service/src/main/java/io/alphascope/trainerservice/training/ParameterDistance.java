package io.alphascope.trainerservice.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** How far parameters are from where a training started. */
public final class ParameterDistance {

  private ParameterDistance() {}

  /**
   * ‖θ − start‖, in doubles.
   *
   * @param start [P]
   * @param theta P float32, little-endian, from its position
   */
  public static double of(float[] start, ByteBuffer theta) {
    FloatBuffer values = theta.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    double squares = 0;
    for (float initial : start) {
      double moved = (double) values.get() - initial;
      squares += moved * moved;
    }
    return Math.sqrt(squares);
  }
}
