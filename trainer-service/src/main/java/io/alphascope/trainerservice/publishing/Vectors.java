package io.alphascope.trainerservice.publishing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays for the vectors of steps, used again: a new array is cleared first, which costs as much as
 * filling it. Thread-safe.
 */
final class Vectors {

  private final int bytes;
  private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

  /**
   * @param parameters P; each vector has P float32
   */
  Vectors(int parameters) {
    this.bytes = Math.multiplyExact(parameters, Float.BYTES);
  }

  /** An array of any content. */
  byte[] take() {
    byte[] used = free.poll();
    return used == null ? new byte[bytes] : used;
  }

  /** Nobody may use the array any more. */
  void give(byte[] vector) {
    free.add(vector);
  }
}
