package io.alphascope.curvature.step;

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
 * every step, since that would cost as much as a sweep (188 MB for MNIST in float32); if a data set
 * is opened again because its files changed, the former batch is released. Thread-safe.
 */
public final class WholeTrainingSets {

  private record Key(String name, DataType type) {}

  private record Kept(Dataset dataset, Batch batch) {}

  private final Map<Key, Kept> kept = new ConcurrentHashMap<>();

  /** All training samples. */
  public Batch of(Dataset dataset, DataType type) {
    return kept.compute(
            new Key(dataset.name(), type),
            (key, before) ->
                before != null && before.dataset().equals(dataset)
                    ? before
                    : new Kept(dataset, whole(dataset, type)))
        .batch();
  }

  private static Batch whole(Dataset dataset, DataType type) {
    int[] all = IntStream.range(0, dataset.size(Split.TRAIN)).toArray();
    return new ChosenSamples(dataset, Split.TRAIN, all)
        .batch(type, bytes -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }
}
