package io.alphascope.curvatureservice.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct buffers for the batches of one step. Each worker thread keeps them for its next step, as
 * the first access to new memory costs more than writing to it.
 */
final class InputBuffers {

  /** Larger buffers are not kept, so that one large step does not keep its memory. */
  private static final int LARGEST_KEPT_BYTES = 32 * 1024 * 1024;

  private static final int MOST_KEPT = 4;

  private static final class Slots {
    private final ByteBuffer[] kept = new ByteBuffer[MOST_KEPT];
    private int taken;
  }

  private final ThreadLocal<Slots> slots = ThreadLocal.withInitial(Slots::new);

  /** The calling thread starts with another step; the buffers it took before are free again. */
  void nextStep() {
    slots.get().taken = 0;
  }

  /**
   * A little-endian direct buffer, position 0, with arbitrary content; the thread may use it until
   * its next step.
   */
  ByteBuffer take(int bytes) {
    Slots mine = slots.get();
    int slot = mine.taken++;
    if (slot >= MOST_KEPT || bytes > LARGEST_KEPT_BYTES) {
      return allocate(bytes);
    }
    if (mine.kept[slot] == null || mine.kept[slot].capacity() < bytes) {
      mine.kept[slot] = allocate(bytes);
    }
    return mine.kept[slot].slice(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
