package io.alphascope.workload.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers as {@link Dataset#copyInputs} fills them. */
final class NativeBytes {

  private NativeBytes() {}

  static ByteBuffer of(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }
}
