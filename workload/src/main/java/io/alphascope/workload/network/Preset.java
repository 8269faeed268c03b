package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.naming.Named;
import java.util.Locale;
import java.util.Optional;

/** Networks by a name, made for the samples and classes of a data set. */
public enum Preset {
  /**
   * LeNet-5 for one channel of 28 × 28: two convolutions of 5 × 5 with max-pooling, three dense
   * layers (LeCun et al. 1998, as it is made today).
   */
  LENET5("convolutions for images of 28 x 28") {
    @Override
    Network make(Activation activation, Shape sample, int classes) {
      return LeNet5.of(activation, sample, classes);
    }
  },
  /**
   * A small residual network with pre-activation (He et al. 2016) and group normalisation, for
   * images of any number of channels.
   */
  RESIDUAL("residual blocks with group normalisation for images") {
    @Override
    Network make(Activation activation, Shape sample, int classes) {
      return Residual.of(activation, sample, classes);
    }
  };

  private final String description;

  Preset(String description) {
    this.description = description;
  }

  /** In a few words. */
  public String description() {
    return description;
  }

  /** The preset of a name, if there is one. */
  public static Optional<Preset> find(String name) {
    return Named.find(values(), name);
  }

  /**
   * The network.
   *
   * @param sample shape of one sample, without the batch axis: [channels, height, width]
   * @param classes outputs
   * @throws IllegalArgumentException if it cannot take such samples
   */
  abstract Network make(Activation activation, Shape sample, int classes);

  /** As {@link #make}, for samples of a shape. */
  public Network of(Activation activation, Shape sample, int classes) {
    if (sample.dimension() != 3) {
      throw new IllegalArgumentException(
          "network: '%s' takes images, [channels, height, width], not samples of shape %s"
              .formatted(this, sample));
    }
    return make(activation, sample, classes);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
