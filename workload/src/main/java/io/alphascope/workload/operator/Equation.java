package io.alphascope.workload.operator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an Einstein sum says, {@code ...ij,jk->...ik}: a label for every axis. Axes behind dots have
 * negative ones, the last −1.
 *
 * @param operands labels of each operand's axes
 * @param result labels of the result's axes
 */
record Equation(List<List<Integer>> operands, List<Integer> result) {

  /**
   * @param ranks of the operands
   * @throws IllegalArgumentException if the equation makes no sense, or not for these ranks
   */
  static Equation of(String text, int... ranks) {
    String[] sides = text.replace(" ", "").split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (sides.length > 2 || terms.length != ranks.length) {
      throw new IllegalArgumentException(
          "the equation '%s' is none for %d operands".formatted(text, ranks.length));
    }
    List<List<Integer>> operands = new ArrayList<>();
    int dots = 0;
    for (int i = 0; i < terms.length; i++) {
      int hidden = ranks[i] - terms[i].replace("...", "").length();
      if (hidden < 0 || hidden > 0 && !terms[i].contains("...")) {
        throw new IllegalArgumentException(
            "the equation '%s' names not the %d axes of operand %d".formatted(text, ranks[i], i));
      }
      dots = Math.max(dots, hidden);
      operands.add(labels(text, terms[i], hidden));
    }
    List<Integer> result =
        sides.length == 2 ? labels(text, sides[1], dots) : implied(operands, dots);
    Set<Integer> known = new LinkedHashSet<>();
    operands.forEach(known::addAll);
    if (!known.containsAll(result) || Set.copyOf(result).size() != result.size()) {
      throw new IllegalArgumentException(
          "the equation '%s' has a result with an axis that is unknown or there twice"
              .formatted(text));
    }
    return new Equation(operands, result);
  }

  private static List<Integer> labels(String text, String term, int hidden) {
    List<Integer> labels = new ArrayList<>();
    String letters = term.replaceFirst("\\.\\.\\.", ".");
    for (char letter : letters.toCharArray()) {
      if (letter == '.') {
        for (int axis = hidden; axis > 0; axis--) {
          labels.add(-axis);
        }
      } else if (Character.isLetter(letter)) {
        labels.add((int) letter);
      } else {
        throw new IllegalArgumentException("the equation '%s' has a '%s'".formatted(text, letter));
      }
    }
    return labels;
  }

  /** The axes behind dots, then those named once, in alphabetical order. */
  private static List<Integer> implied(List<List<Integer>> operands, int dots) {
    List<Integer> result = new ArrayList<>();
    for (int axis = dots; axis > 0; axis--) {
      result.add(-axis);
    }
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    operands.forEach(labels -> labels.forEach(label -> counts.merge(label, 1, Integer::sum)));
    counts.forEach(
        (label, count) -> {
          if (label > 0 && count == 1) {
            result.add(label);
          }
        });
    return result;
  }
}
