package io.alphascope.benchmarks;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.FreshSamples;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** What a network is trained on. */
interface Samples {

  /** The batch of a step. */
  Batch own(int step, int size);

  /** Samples that are not in the batch of a step. */
  Batch fresh(int step, int size, int number);

  /** The digits that ship, in their order. */
  static Samples digits() {
    Dataset dataset =
        new DatasetCatalog(Path.of(""), Optional.empty(), DownloadProgress.SILENT)
            .open("mnist-sample");
    return new Samples() {
      @Override
      public Batch own(int step, int size) {
        return batch(indices(step, size));
      }

      @Override
      public Batch fresh(int step, int size, int number) {
        return batch(
            FreshSamples.draw(0, 0, number, dataset.size(Split.TRAIN), indices(step, size)));
      }

      private int[] indices(int step, int size) {
        return IntStream.range(step * size, (step + 1) * size).toArray();
      }

      private Batch batch(int[] samples) {
        return new ChosenSamples(dataset, Split.TRAIN, samples)
            .batch(DataType.FLOAT32, Samples::buffer);
      }
    };
  }

  /** Random tokens [n, T], each to be told from the one before: its successor. */
  static Samples tokens(int length, int vocabulary) {
    return new Samples() {
      @Override
      public Batch own(int step, int size) {
        return batch(new Random(step), size);
      }

      @Override
      public Batch fresh(int step, int size, int number) {
        return batch(new Random(-1 - step), number);
      }

      private Batch batch(Random random, int size) {
        ByteBuffer tokens = buffer(size * length * Long.BYTES);
        int[] next = new int[size * length];
        for (int i = 0; i < next.length; i++) {
          int token = random.nextInt(vocabulary);
          tokens.putLong(token);
          next[i] = (token + 1) % vocabulary;
        }
        Shape shape = new Shape(size, length);
        return new Batch(DataType.INT64, shape, tokens.flip(), Targets.labels(next, shape));
      }
    };
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
