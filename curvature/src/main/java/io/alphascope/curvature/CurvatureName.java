package io.alphascope.curvature;

import io.alphascope.workload.loss.Loss;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A curvature by name, {@code operator[/structure][@batch]}: the same text in configuration, on the
 * command line, in REST, Kafka, SQL and dashboards. {@link #toString()} leaves the defaults out
 * ({@code full}, {@code own}), so that one curvature has one name.
 */
public record CurvatureName(Operator operator, Structure structure, BatchChoice batch) {

  private static final Pattern SYNTAX =
      Pattern.compile("(?<operator>[^/@]+)(?:/(?<structure>[^@]*))?(?:@(?<batch>.*))?");
  private static final Pattern DRAWN =
      Pattern.compile("(?<kind>fresh|test):(?<samples>[1-9][0-9]{0,8})");

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what there is
   */
  public static CurvatureName parse(String name) {
    Matcher matcher = SYNTAX.matcher(name);
    if (!matcher.matches()) {
      throw wrong(name, "it has no operator");
    }
    Operator operator = named(Operator.values(), "operator", matcher.group("operator"), name);
    String structure = matcher.group("structure");
    return new CurvatureName(
        operator,
        structure == null
            ? Structure.FULL
            : named(Structure.values(), "structure", structure, name),
        batch(matcher.group("batch"), name));
  }

  /** Why a step with this loss has no such curvature, whatever its batches; empty if it has. */
  public Optional<String> missing(Loss loss) {
    return operator.missing(loss);
  }

  /**
   * Reads a list of names joined by commas, white space around them allowed; a name given twice
   * counts once.
   *
   * @throws IllegalArgumentException as {@link #parse} does
   */
  public static List<CurvatureName> parseList(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(String::strip)
        .map(CurvatureName::parse)
        .distinct()
        .toList();
  }

  private static <E extends Enum<E>> E named(E[] values, String part, String text, String name) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> wrong(name, "there is no %s '%s'".formatted(part, text)));
  }

  private static BatchChoice batch(String text, String name) {
    if (text == null || text.equals("own")) {
      return BatchChoice.own();
    }
    if (text.equals("all")) {
      return BatchChoice.all();
    }
    Matcher drawn = DRAWN.matcher(text);
    if (drawn.matches()) {
      int samples = Integer.parseInt(drawn.group("samples"));
      return drawn.group("kind").equals("fresh")
          ? BatchChoice.fresh(samples)
          : BatchChoice.test(samples);
    }
    throw wrong(name, "there is no batch '%s'".formatted(text));
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException(
        "curvature: '%s' is unknown: %s. A name is operator[/structure][@batch]; operators are %s, structures %s, batches own, fresh:N, test:N, all"
            .formatted(name, what, all(Operator.values()), all(Structure.values())));
  }

  private static String all(Object[] values) {
    return Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Which operators are wanted in each structure; a map of the caller's own. */
  static Map<Structure, Set<Operator>> operatorsByStructure(Collection<CurvatureName> names) {
    Map<Structure, Set<Operator>> wanted = new EnumMap<>(Structure.class);
    for (CurvatureName name : names) {
      wanted
          .computeIfAbsent(name.structure(), structure -> EnumSet.noneOf(Operator.class))
          .add(name.operator());
    }
    return wanted;
  }

  @Override
  public String toString() {
    StringBuilder name = new StringBuilder(operator.toString());
    if (structure != Structure.FULL) {
      name.append('/').append(structure);
    }
    if (!batch.equals(BatchChoice.own())) {
      name.append('@').append(batch);
    }
    return name.toString();
  }
}
