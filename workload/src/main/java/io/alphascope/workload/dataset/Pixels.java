package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Raw bytes, normalised as they are copied out. */
final class Pixels implements StoredInputs {

  /** Copies the bytes of one sample. Thread-safe. */
  @FunctionalInterface
  interface Bytes {
    void copy(int index, byte[] sample);
  }

  private final int size;
  private final Shape shape;
  private final Bytes bytes;
  private final float[][] tables; // [channels], or one for all

  /**
   * @param shape of one sample, channels first if the normalisation tells them apart
   */
  Pixels(int size, Shape shape, Bytes bytes, Normalisation normalisation) {
    this.size = size;
    this.shape = shape;
    this.bytes = bytes;
    this.tables = normalisation.tables();
    if (tables.length > 1 && (shape.dimension() == 0 || shape.get(0) != tables.length)) {
      throw new IllegalArgumentException(
          "a normalisation of %d channels fits no samples of shape %s, which are [channels, …]"
              .formatted(tables.length, shape));
    }
  }

  /**
   * Images in memory.
   *
   * @param pixels n × shape, not copied; must not be changed
   */
  static Pixels of(byte[] pixels, Shape shape, Normalisation normalisation) {
    int length = Math.toIntExact(shape.size());
    return new Pixels(
        pixels.length / length,
        shape,
        (index, sample) -> System.arraycopy(pixels, index * length, sample, 0, length),
        normalisation);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DataType type() {
    return DataType.FLOAT32;
  }

  @Override
  public void copy(int[] indices, ByteBuffer target) {
    FloatBuffer floats = target.slice().order(ByteOrder.nativeOrder()).asFloatBuffer();
    byte[] raw = new byte[Math.toIntExact(shape.size())];
    float[] sample = new float[raw.length];
    int plane = raw.length / tables.length;
    for (int index : indices) {
      bytes.copy(index, raw);
      for (int channel = 0; channel < tables.length; channel++) {
        float[] table = tables[channel];
        for (int pixel = channel * plane; pixel < (channel + 1) * plane; pixel++) {
          sample[pixel] = table[raw[pixel] & 0xff];
        }
      }
      floats.put(sample);
    }
    target.position(target.position() + floats.position() * Float.BYTES);
  }
}
