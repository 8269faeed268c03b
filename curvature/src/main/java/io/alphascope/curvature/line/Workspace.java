package io.alphascope.curvature.line;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory for the two vectors of one observation at a time, kept from one to the next: fresh
 * pages cost more than the copies into them. Not thread-safe.
 */
public final class Workspace {
  private ByteBuffer origin = ByteBuffer.allocateDirect(0);
  private ByteBuffer direction = ByteBuffer.allocateDirect(0);

  /** Copies θ₀ in and returns it. */
  ByteBuffer origin(ByteBuffer theta0) {
    origin = roomFor(theta0, origin);
    return fill(origin, theta0);
  }

  /** Copies θ₁ in, where d will be, and returns it. */
  ByteBuffer direction(ByteBuffer theta1) {
    direction = roomFor(theta1, direction);
    return fill(direction, theta1);
  }

  private static ByteBuffer roomFor(ByteBuffer vector, ByteBuffer buffer) {
    return buffer.capacity() >= vector.remaining()
        ? buffer
        : ByteBuffer.allocateDirect(vector.remaining());
  }

  private static ByteBuffer fill(ByteBuffer buffer, ByteBuffer vector) {
    buffer.clear().put(vector.duplicate()).flip();
    return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
