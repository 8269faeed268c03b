package io.alphascope.workload.dataset;

import java.util.Random;

/**
 * Independent sequences of random numbers from one seed, each with a counter (an epoch, a step).
 *
 * <p>The seed of the generator is mix(mix(mix(seed) + stream) + counter), in wrapping 64-bit
 * arithmetic, where mix is the output function of SplitMix64 applied to z + 0x9E3779B97F4A7C15
 * (Steele, Lea and Flood 2014). The generator is {@link Random}, whose algorithm its Javadoc
 * specifies; so every Java, and anyone who reads this, draws the same numbers.
 */
enum RandomStream {
  SAMPLE_ORDER(1),
  FRESH_SAMPLES(2),
  TEST_SAMPLES(3),
  DRAWN_TARGETS(4),
  VECTORS(5);

  private final long stream;

  RandomStream(long stream) {
    this.stream = stream;
  }

  Random at(long seed, long counter) {
    return new Random(mix(mix(mix(seed) + stream) + counter));
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
