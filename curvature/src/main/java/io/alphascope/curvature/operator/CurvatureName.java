package io.alphascope.curvature.operator;

import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A curvature by name, {@code operator[:argument][/structure][@batch]}: the same text in
 * configuration, on the command line, in REST, Kafka, SQL and dashboards. {@link #toString()}
 * leaves the defaults out ({@code full}, {@code own}), so that one curvature has one name.
 */
public record CurvatureName(Operator operator, Structure structure, BatchChoice batch) {

  /** What is observed of a step whose data set has other samples too, by default. */
  public static final String DEFAULTS = "hessian,ggn,hessian@fresh:256";

  /** The same of a step that brings its own samples. */
  public static final String DEFAULTS_ON_OWN_BATCH = "hessian,ggn";

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<operator>[^:/@]+)(?::(?<argument>[^/@]*))?(?:/(?<structure>[^@]*))?(?:@(?<batch>.*))?");

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
    String structure = matcher.group("structure");
    String batch = matcher.group("batch");
    CurvatureName read;
    try {
      read =
          new CurvatureName(
              Operators.find(matcher.group("operator"), matcher.group("argument")),
              structure == null ? Structure.FULL : Structure.parse(structure),
              batch == null ? BatchChoice.own() : BatchChoice.parse(batch));
    } catch (IllegalArgumentException e) {
      throw wrong(name, e.getMessage());
    }
    Optional<String> missing = read.operator.missing(read.structure);
    if (missing.isPresent()) {
      throw wrong(name, missing.get());
    }
    return read;
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

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException(
        "curvature: '%s' is unknown: %s. A name is operator[:samples][/structure][@batch]; operators are %s, structures %s, batches %s"
            .formatted(name, what, Operators.names(), Structure.names(), BatchChoice.FORMS));
  }

  /**
   * Why a step of this network with this loss has no such curvature, whatever its batches; empty if
   * it has.
   */
  public Optional<String> missing(Network network, Loss loss) {
    return operator.missing(network, loss);
  }

  /** In words: "Hessian, one block a layer, 256 fresh samples". */
  public String description() {
    return structure == Structure.FULL
        ? "%s, %s".formatted(operator.description(), batch.description())
        : "%s, %s, %s"
            .formatted(operator.description(), structure.description(), batch.description());
  }

  @Override
  public String toString() {
    StringBuilder name = new StringBuilder(operator.name());
    if (structure != Structure.FULL) {
      name.append('/').append(structure);
    }
    if (!batch.equals(BatchChoice.own())) {
      name.append('@').append(batch);
    }
    return name.toString();
  }
}
