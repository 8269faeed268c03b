package io.alphascope.curvature;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Samples as the network sees them.
 *
 * @param inputs [n, inputs], already normalised, little-endian, of the step's element type; read
 *     from its position. A direct buffer is used in place, so the caller leaves it alone until the
 *     observation is there
 */
public record Batch(ByteBuffer inputs, Targets targets) {

  /** Samples, n. */
  public int size() {
    return targets.size();
  }

  /** The {@code count} samples from {@code first} on; shares the inputs. */
  Batch part(int first, int count) {
    int sampleBytes = inputs.remaining() / size();
    ByteBuffer some = inputs.slice(inputs.position() + first * sampleBytes, count * sampleBytes);
    return new Batch(some, targets.part(first, count));
  }

  /**
   * Checks that a network can take these samples.
   *
   * @throws IllegalArgumentException if their bytes or their number are not what it expects
   */
  void check(Network network, DataType type) {
    long expected = size() * network.inputs() * type.getNumOfBytes();
    if (size() == 0 || inputs.remaining() != expected) {
      throw new IllegalArgumentException(
          "inputs: expected %d bytes, %d samples of %d inputs in %s; found %d"
              .formatted(
                  expected,
                  size(),
                  network.inputs(),
                  type.name().toLowerCase(Locale.ROOT),
                  inputs.remaining()));
    }
  }
}
