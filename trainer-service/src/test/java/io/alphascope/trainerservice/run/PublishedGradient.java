package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensors;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** What the gradient in an event is to be, worked out apart from the trainer. */
final class PublishedGradient {

  private PublishedGradient() {}

  /** Softmax regression: g = mean (p − y) xᵀ, on the batch as rebuilt from the event alone. */
  static void assertOfItsOwnBatch(StepTaken step) {
    Dataset dataset =
        new DatasetCatalog(Path.of("unused"), Optional.empty(), DownloadProgress.SILENT)
            .open(step.getSpecification().getDataset());
    int[] samples =
        step.getSampleIndices().getIndexList().stream().mapToInt(Integer::intValue).toArray();
    Targets targets = dataset.targets(Split.TRAIN, samples);
    ByteBuffer inputs =
        ByteBuffer.allocate(samples.length * 784 * Float.BYTES).order(ByteOrder.nativeOrder());
    dataset.copyInputs(Split.TRAIN, samples, inputs);
    FloatBuffer x = inputs.flip().asFloatBuffer();
    FloatBuffer theta = Tensors.littleEndian(step.getTheta0()).asFloatBuffer();
    double[] gradient = new double[7_850];
    double loss = 0;
    for (int sample = 0; sample < samples.length; sample++) {
      double[] p = new double[10];
      double sum = 0;
      for (int output = 0; output < 10; output++) {
        p[output] = theta.get(7_840 + output);
        for (int i = 0; i < 784; i++) {
          p[output] += (double) theta.get(output * 784 + i) * x.get(sample * 784 + i);
        }
        p[output] = Math.exp(p[output]);
        sum += p[output];
      }
      for (int output = 0; output < 10; output++) {
        double target = targets.value(sample, output);
        loss -= target == 0 ? 0 : target * Math.log(p[output] / sum) / samples.length;
        double delta = (p[output] / sum - target) / samples.length;
        gradient[7_840 + output] += delta;
        for (int i = 0; i < 784; i++) {
          gradient[output * 784 + i] += delta * x.get(sample * 784 + i);
        }
      }
    }
    assertThat(step.getLoss()).isEqualTo(loss, within(1e-5));
    FloatBuffer published = Tensors.littleEndian(step.getGradient()).asFloatBuffer();
    for (int i = 0; i < gradient.length; i++) {
      assertThat((double) published.get(i)).isEqualTo(gradient[i], within(1e-6));
    }
  }
}
