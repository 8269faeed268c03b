package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The parameters of a network that is made here, as they are put into its graph one after the
 * other, and how they are drawn.
 */
final class ParameterLayout {

  /**
   * A tensor's values: uniform in value ± bound.
   *
   * @param bound 0: they are all the value
   */
  private record Draw(double value, double bound) {}

  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<Draw> draws = new ArrayList<>();

  /** Weight or bias of a layer as PyTorch draws it: uniform in ±1/√fan_in. Returns the name. */
  String uniform(String name, long fanIn, long... shape) {
    return add(name, new Draw(0, 1 / Math.sqrt(fanIn)), shape);
  }

  /** A tensor of one value. Returns the name. */
  String filled(String name, double value, long... shape) {
    return add(name, new Draw(value, 0), shape);
  }

  private String add(String name, Draw draw, long... shape) {
    shapes.put(name, new Shape(shape));
    draws.add(draw);
    return name;
  }

  Map<String, Shape> shapes() {
    return shapes;
  }

  /**
   * Draws all of them, element by element in the order of the flat vector, one {@code nextDouble()}
   * u each from {@link Random}, whose generator its specification fixes, so that a seed gives the
   * same numbers on every machine: (2u − 1) times the bound in double, rounded to float.
   */
  float[] draw(long seed) {
    Random random = new Random(seed);
    long count = shapes.values().stream().mapToLong(Shape::size).sum();
    float[] flat = new float[Math.toIntExact(count)];
    int next = 0;
    int tensor = 0;
    for (Shape shape : shapes.values()) {
      Draw draw = draws.get(tensor++);
      for (long i = 0; i < shape.size(); i++) {
        double offset = draw.bound() == 0 ? 0 : (2 * random.nextDouble() - 1) * draw.bound();
        flat[next++] = (float) (draw.value() + offset);
      }
    }
    return flat;
  }
}
