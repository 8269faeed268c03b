package io.alphascope.workload.npy;

import io.alphascope.workload.npy.NpyArray.ElementType;
import java.nio.file.Path;

/** What a file of NumPy is for, and so which elements it may hold. */
public enum NpyContent {
  /** Parameters, gradients, inputs: floating. */
  NUMBERS("numbers", "numbers with numpy.save('%s', a.astype(numpy.float32)), or numpy.float64"),
  /** Inputs that are tokens or truth values. */
  INTEGERS("integers or booleans", "integers with numpy.save('%s', a.astype(numpy.int64))"),
  /** Samples of a data set: floating, bytes of images, or integers that are indices. */
  INPUTS(
      "numbers, uint8 or integers",
      "images with numpy.save('%1$s', a.astype(numpy.uint8)), numbers with numpy.save('%1$s',"
          + " a.astype(numpy.float32)), tokens with numpy.save('%1$s', a.astype(numpy.int64))"),
  /** Positions in a data set: integers, and no mask. */
  INDICES("integers", "integers with numpy.save('%s', a.astype(numpy.int64))"),
  /** Floating, or integers or booleans that stand for classes. */
  TARGETS(
      "classes or numbers",
      "classes with numpy.save('%1$s', a.astype(numpy.int64)), numbers with numpy.save('%1$s',"
          + " a.astype(numpy.float32))");

  private static final String MASK_REMEDY =
      "write the positions of what is true, with numpy.save('%s', numpy.flatnonzero(a))";

  private final String expected;
  private final String saving;

  NpyContent(String expected, String saving) {
    this.expected = expected;
    this.saving = saving;
  }

  /** The line that writes such a file. */
  public String remedy(Path file) {
    return "write " + saving.formatted(file.getFileName());
  }

  /**
   * @throws NpyException if a file of this content may not hold elements of that type
   */
  void check(Path file, NpyType type) {
    boolean floating = type.inMemory() != ElementType.INT64;
    if (this == INDICES && type.isBoolean()) {
      throw new NpyException(
          file + " holds a mask of booleans, expected integers",
          MASK_REMEDY.formatted(file.getFileName()));
    }
    if (this == NUMBERS && !floating
        || (this == INDICES || this == INTEGERS) && floating
        || this == INPUTS && type.isBoolean()) {
      throw new NpyException(
          "%s holds %s (%s), expected %s".formatted(file, type.kind(), type.descr(), expected),
          remedy(file));
    }
  }
}
