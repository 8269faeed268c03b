package io.alphascope.cli.test;

import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;

/** Steps in files, in float64. */
public final class StepFixture {
  private static final int BATCH = 8;
  private static final int PIXELS = 784;

  private StepFixture() {}

  /** A step of a 3-4-2 network that brings its own samples. */
  public static void writeWithSamples(Path folder) throws IOException {
    Random random = new Random(1);
    Files.createDirectories(folder);
    specify(folder, "\"network\": \"3-4-2\", \"activation\": \"tanh\"");
    writeVectors(folder, (3 + 1) * 4 + (4 + 1) * 2, random);
    write(folder, "inputs", "(%d, 3)".formatted(BATCH), random.doubles(BATCH * 3, -1, 1).toArray());
    writeClasses(folder, IntStream.range(0, BATCH).mapToLong(i -> i % 2).toArray());
  }

  /** A step of a 784-10 network on samples of {@code mnist-sample}. */
  public static void writeWithIndices(Path folder, int... indices) throws IOException {
    Random random = new Random(2);
    Files.createDirectories(folder);
    specify(
        folder,
        "\"network\": \"784-10\", \"dataset\": \"mnist-sample\", \"seed\": 5, \"step\": 17,"
            + " \"epoch\": 2");
    writeVectors(folder, (PIXELS + 1) * 10, random);
    ByteBuffer bytes = littleEndian(indices.length * Integer.BYTES);
    bytes.asIntBuffer().put(indices);
    NpyFixture.write(
        folder.resolve("indices.npy"), "<i4", "(%d,)".formatted(indices.length), bytes);
  }

  /**
   * @param fields of {@code step.json}, beside the learning rate
   */
  public static void specify(Path folder, String fields) throws IOException {
    Files.writeString(folder.resolve("step.json"), "{\"learning_rate\": 0.1, " + fields + "}");
  }

  /** θ₀, θ₁ = θ₀ − 0.1 g and some g. */
  public static void writeVectors(Path folder, int parameters, Random random) throws IOException {
    double[] theta0 = random.doubles(parameters, -0.5, 0.5).toArray();
    double[] gradient = random.doubles(parameters, -0.1, 0.1).toArray();
    double[] theta1 =
        IntStream.range(0, parameters).mapToDouble(i -> theta0[i] - 0.1 * gradient[i]).toArray();
    write(folder, "theta0", theta0);
    write(folder, "theta1", theta1);
    write(folder, "gradient", gradient);
  }

  public static void write(Path folder, String name, double... values) throws IOException {
    write(folder, name, "(%d,)".formatted(values.length), values);
  }

  /**
   * @param shape as Python writes it: "(2, 3)"
   */
  public static void write(Path folder, String name, String shape, double... values)
      throws IOException {
    NpyFixture.write(folder.resolve(name + ".npy"), shape, values);
  }

  public static void writeClasses(Path folder, long... classes) throws IOException {
    ByteBuffer bytes = littleEndian(classes.length * Long.BYTES);
    bytes.asLongBuffer().put(classes);
    NpyArray.writeFlat(folder.resolve("targets.npy"), ElementType.INT64, bytes);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
