package io.alphascope.workload.operator;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Keeps results from being made that no machine could hold, because of a wrong number in a file.
 */
final class Sizes {

  /** Also the most elements that an array in Java can have. */
  static final long MOST_ELEMENTS = Integer.MAX_VALUE;

  private Sizes() {}

  /**
   * The shape of a result that is about to be made.
   *
   * @throws IllegalArgumentException if it has a negative length or too many elements
   */
  static Shape checked(long... shape) {
    long elements = 1;
    boolean tooLarge = false;
    boolean empty = false;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "a result of shape %s is asked for: a length is negative"
                .formatted(Arrays.toString(shape)));
      }
      empty |= length == 0;
      tooLarge |= length != 0 && elements > MOST_ELEMENTS / length;
      elements = tooLarge ? elements : elements * Math.max(length, 1);
    }
    if (tooLarge && !empty) {
      throw new IllegalArgumentException(
          "a result of shape %s is asked for: more than %d elements are not supported"
              .formatted(Arrays.toString(shape), MOST_ELEMENTS));
    }
    return new Shape(shape);
  }

  /**
   * The shape to which two broadcast.
   *
   * @throws IllegalArgumentException if they do not, or it has too many elements
   */
  static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.dimension(), b.dimension());
    long[] shape = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long left = fromEnd(a, rank - axis);
      long right = fromEnd(b, rank - axis);
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException("shapes %s and %s do not broadcast".formatted(a, b));
      }
      shape[axis] = left == 1 ? right : left;
    }
    return checked(shape);
  }

  private static long fromEnd(Shape shape, int place) {
    return place > shape.dimension() ? 1 : shape.get(shape.dimension() - place);
  }
}
