package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;

/** See {@link Preset#RESIDUAL}: 16, 32 and 64 channels, one block each, about 77 600 parameters. */
final class Residual {
  private static final int GROUPS = 8;
  private static final int[] CHANNELS = {16, 32, 64};

  private final Layers layers;

  private Residual(Layers layers) {
    this.layers = layers;
  }

  static Network of(Activation activation, Shape sample, int classes) {
    Layers layers = new Layers("residual", activation, sample);
    int in = Math.toIntExact(sample.get(0));
    String x = layers.convolution("stem", layers.input(), in, CHANNELS[0], 3, 1, 1, false);
    Residual blocks = new Residual(layers);
    int channels = CHANNELS[0];
    for (int block = 0; block < CHANNELS.length; block++) {
      x = blocks.block("block" + (block + 1), x, channels, CHANNELS[block]);
      channels = CHANNELS[block];
    }
    x = layers.activate("act", layers.groupNormalisation("norm", x, GROUPS, channels));
    x = layers.dense("head", layers.channelMeans("mean", x), channels, classes);
    return layers.network(x, classes);
  }

  /** x + f(x); where the channels change, both halve the image, and x is projected. */
  private String block(String name, String x, int in, int out) {
    int stride = in == out ? 1 : 2;
    String normalised =
        layers.activate(name + ".act1", layers.groupNormalisation(name + ".norm1", x, GROUPS, in));
    String way = layers.convolution(name + ".conv1", normalised, in, out, 3, stride, 1, false);
    way =
        layers.activate(
            name + ".act2", layers.groupNormalisation(name + ".norm2", way, GROUPS, out));
    way = layers.convolution(name + ".conv2", way, out, out, 3, 1, 1, false);
    String shortcut =
        in == out
            ? x
            : layers.convolution(name + ".shortcut", normalised, in, out, 1, stride, 0, false);
    return layers.add(name, shortcut, way);
  }
}
