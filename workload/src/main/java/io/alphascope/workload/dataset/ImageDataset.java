package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

/** Grey-scale images held in memory as raw bytes, normalised as they are copied out. */
final class ImageDataset implements Dataset {

  /**
   * One split.
   *
   * @param pixels n × height × width raw bytes
   * @param labels n class labels
   */
  record Images(byte[] pixels, byte[] labels) {}

  private final String name;
  private final Shape sampleShape;
  private final int classes;
  private final Normalisation normalisation;
  private final float[] normalised;
  private final Map<Split, Images> splits;

  /** The arrays are not copied; nobody may change them. */
  ImageDataset(
      String name,
      Shape sampleShape,
      int classes,
      Normalisation normalisation,
      Map<Split, Images> splits) {
    this.name = name;
    this.sampleShape = sampleShape;
    this.classes = classes;
    this.normalisation = normalisation;
    this.normalised = normalisation.table();
    this.splits = new EnumMap<>(splits);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size(Split split) {
    return splits.get(split).labels().length;
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public Normalisation normalisation() {
    return normalisation;
  }

  @Override
  public void copyInputs(Split split, int[] indices, FloatBuffer target) {
    checkIndices(split, indices);
    byte[] pixels = splits.get(split).pixels();
    float[] sample = new float[(int) sampleShape.size()];
    for (int index : indices) {
      int start = index * sample.length;
      for (int pixel = 0; pixel < sample.length; pixel++) {
        sample[pixel] = normalised[pixels[start + pixel] & 0xff];
      }
      target.put(sample);
    }
  }

  @Override
  public int[] labels(Split split, int[] indices) {
    checkIndices(split, indices);
    byte[] all = splits.get(split).labels();
    int[] labels = new int[indices.length];
    for (int position = 0; position < labels.length; position++) {
      labels[position] = all[indices[position]];
    }
    return labels;
  }

  private void checkIndices(Split split, int[] indices) {
    int size = size(split);
    for (int index : indices) {
      if (index < 0 || index >= size) {
        throw new IndexOutOfBoundsException(
            "expected %s sample indices of %s between 0 and %d, found %d"
                .formatted(split, name, size - 1, index));
      }
    }
  }
}
