package io.alphascope.local.stepfiles;

import io.alphascope.local.failure.CommandFailure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dictionary at the start of a file.
 *
 * @param fortranOrder whether the first index runs fastest
 */
record NpyHeader(NpyType type, boolean fortranOrder, List<Long> shape) {
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*(?:'([^']+)'|\\[)");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(((?:\\d{1,18}L?(?:\\s*,\\s*|(?=\\))))*)\\)");

  /**
   * @throws CommandFailure if the file may not hold such elements
   */
  static NpyHeader parse(String text, Path file, NpyContent content) {
    String descr = group(DESCR, text, file, content);
    if (descr == null) {
      throw new CommandFailure(
          file + " holds records of several fields", "choose one field; " + content.remedy(file));
    }
    NpyType type =
        NpyType.of(descr)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "%s holds %s (%s)".formatted(file, NpyType.unknown(descr), descr),
                        content.remedy(file)));
    content.check(file, type);
    return new NpyHeader(
        type,
        group(ORDER, text, file, content).equals("True"),
        Arrays.stream(group(SHAPE, text, file, content).replace("L", "").split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .map(Long::valueOf)
            .toList());
  }

  private static String group(Pattern pattern, String text, Path file, NpyContent content) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new CommandFailure(
          "%s has an unknown header: %s".formatted(file, text.strip()), content.remedy(file));
    }
    return matcher.group(1);
  }

  /** Number of elements. */
  long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Whether the elements lie in the file as they do in memory. */
  boolean isInMemory() {
    return type.isInMemory() && (!fortranOrder || shape.size() < 2);
  }

  /** Distance in the file between neighbours along each axis, in bytes. */
  int[] strides() {
    int[] strides = new int[shape.size()];
    int stride = type.bytes();
    for (int k = 0; k < strides.length; k++) {
      int axis = fortranOrder ? k : strides.length - 1 - k;
      strides[axis] = stride;
      stride *= shape.get(axis); // exceeds an int only if there are no elements
    }
    return strides;
  }
}
