package io.alphascope.cli.progress;

/** One line of a terminal that is drawn over itself. */
final class Bar {
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final int LONGEST = 40;

  private Bar() {}

  /**
   * A label, a bar as long as there is room for, and numbers.
   *
   * @param share 0 to 1
   * @param columns of the terminal
   */
  static String line(String label, double share, String numbers, int columns) {
    int room = columns - label.length() - numbers.length() - 4;
    int width = Math.max(0, Math.min(LONGEST, room));
    int full = (int) Math.floor(share * width);
    return line(label + " " + "█".repeat(full) + "░".repeat(width - full) + numbers, columns);
  }

  /** A text, cut to the width of the terminal. */
  static String line(String text, int columns) {
    return text.substring(0, Math.min(text.length(), columns - 1))
        + CLEAR_TO_END_OF_LINE
        + System.lineSeparator();
  }

  /** To draw over as many lines. */
  static String up(int lines) {
    return "\u001b[%dA".formatted(lines);
  }
}
