package io.alphascope.cli.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A range of steps, both ends inclusive.
 *
 * @param first null: from the first
 * @param last null: to the last
 */
record StepsOption(Long first, Long last) {
  static final StepsOption ALL = new StepsOption(null, null);

  private static final Pattern SYNTAX = Pattern.compile("(\\d{0,18})\\.\\.(\\d{0,18})");

  /** Reads {@code A..B}, {@code A..}, {@code ..B}. */
  static final class Converter implements ITypeConverter<StepsOption> {
    @Override
    public StepsOption convert(String text) {
      Matcher matcher = SYNTAX.matcher(text.strip());
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a range of steps: write A..B, A.. or ..B, for example 0..399"
                .formatted(text));
      }
      return new StepsOption(number(matcher.group(1)), number(matcher.group(2)));
    }

    private static Long number(String digits) {
      return digits.isEmpty() ? null : Long.valueOf(digits);
    }
  }
}
