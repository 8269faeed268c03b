package io.alphascope.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.Batch;
import io.alphascope.curvature.BatchChoice;
import io.alphascope.curvature.BatchSource;
import io.alphascope.curvature.ChosenSamples;
import io.alphascope.curvature.Step;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.FreshSamples;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A step of 784-128-64-10 with ReLU and mean cross entropy on 64 digits, after a hundred others.
 *
 * @param step as it would come from the stream
 * @param batches its own samples, and any number of fresh ones
 */
public record ReferenceStep(Step step, BatchSource batches) {
  static final int BATCH_SIZE = 64;
  static final double LEARNING_RATE = 0.01;
  static final Network NETWORK = Network.of("784-128-64-10", Activation.RELU);
  static final Loss LOSS = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);

  private static final int STEPS_BEFORE = 100;

  public static ReferenceStep train() {
    Dataset dataset =
        new DatasetCatalog(Path.of(""), Optional.empty(), DownloadProgress.SILENT)
            .open("mnist-sample");
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      TrainerStep trainer =
          new TrainerStep(NETWORK, LOSS, LEARNING_RATE, NETWORK.initialParameters(0), manager);
      for (int step = 0; ; step++) {
        int[] own = IntStream.range(step * BATCH_SIZE, (step + 1) * BATCH_SIZE).toArray();
        Batch batch = batch(dataset, own);
        ByteBuffer theta0 = trainer.parameters();
        trainer.take(batch);
        if (step == STEPS_BEFORE) {
          return new ReferenceStep(
              new Step(
                  NETWORK,
                  LOSS,
                  DataType.FLOAT32,
                  theta0,
                  trainer.parameters(),
                  trainer.gradient(),
                  LEARNING_RATE),
              choice ->
                  choice instanceof BatchChoice.Fresh fresh ? fresh(dataset, fresh, own) : batch);
        }
        trainer.clear();
      }
    }
  }

  private static Batch fresh(Dataset dataset, BatchChoice.Fresh fresh, int[] own) {
    return batch(dataset, FreshSamples.draw(0, 0, fresh.number(), dataset.size(Split.TRAIN), own));
  }

  private static Batch batch(Dataset dataset, int[] samples) {
    return new ChosenSamples(dataset, Split.TRAIN, samples)
        .batch(
            DataType.FLOAT32,
            bytes -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }
}
