package io.alphascope.curvature;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Split;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Training sets as one batch each, for {@link BatchChoice.All}: normalised once and then kept for
 * every step, since that would cost as much as a sweep (188 MB for MNIST in float32). Thread-safe.
 */
public final class WholeTrainingSets {

  private record Key(Dataset dataset, DataType type) {}

  private final Map<Key, Batch> kept = new ConcurrentHashMap<>();

  /** All training samples. */
  public Batch of(Dataset dataset, DataType type) {
    return kept.computeIfAbsent(
        new Key(dataset, type),
        key ->
            new ChosenSamples(
                    dataset, Split.TRAIN, IntStream.range(0, dataset.size(Split.TRAIN)).toArray())
                .batch(
                    type,
                    bytes -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN)));
  }
}
