package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;

/** See {@link Preset#LENET5}. */
final class LeNet5 {
  private static final Shape SAMPLE = new Shape(1, 28, 28);

  private LeNet5() {}

  static Network of(Activation activation, Shape sample, int classes) {
    if (!sample.equals(SAMPLE)) {
      throw new IllegalArgumentException(
          "network: 'lenet5' takes samples of shape %s, not %s; choose residual"
              .formatted(SAMPLE, sample));
    }
    Layers layers = new Layers("lenet5", activation, sample);
    String x = layers.convolution("conv1", layers.input(), 1, 6, 5, 1, 2, true);
    x = layers.maxPool("pool1", layers.activate("act1", x)); // [n, 6, 14, 14]
    x = layers.convolution("conv2", x, 6, 16, 5, 1, 0, true);
    x = layers.maxPool("pool2", layers.activate("act2", x)); // [n, 16, 5, 5]
    x = layers.dense("fc1", layers.flatten("flat", x), 400, 120);
    x = layers.dense("fc2", layers.activate("act3", x), 120, 84);
    x = layers.dense("fc3", layers.activate("act4", x), 84, classes);
    return layers.network(x, classes);
  }
}
