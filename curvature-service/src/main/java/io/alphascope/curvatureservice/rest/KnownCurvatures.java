package io.alphascope.curvatureservice.rest;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Operators;
import io.alphascope.curvature.operator.Structure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The curvatures that this version knows.
 *
 * @param operators by name
 * @param defaults observed for runs that name none
 * @param suggestions names to choose from: the defaults, then every operator in each of its
 *     structures and on each kind of batch; many more are possible
 * @param names the suggestions and the requested names, explained
 */
public record KnownCurvatures(
    List<KnownOperator> operators,
    List<String> defaults,
    List<String> suggestions,
    List<KnownName> names) {

  private static final List<String> BATCHES = List.of("fresh:256", "test:256", "all");

  /**
   * One operator.
   *
   * @param argument what its argument is; null if it takes none
   */
  public record KnownOperator(
      String name, String description, String argument, List<String> structures) {

    static KnownOperator of(Operator operator) {
      return new KnownOperator(
          operator.name(),
          operator.description(),
          operator.argument().orElse(null),
          KnownCurvatures.structures(operator).map(Structure::toString).toList());
    }
  }

  /** One name in its parts, and in words. */
  public record KnownName(
      String name, String operator, String structure, String batch, String description) {

    /** Empty if it is not a curvature of this version. */
    static Stream<KnownName> of(String text) {
      try {
        CurvatureName name = CurvatureName.parse(text);
        return Stream.of(
            new KnownName(
                text,
                name.operator().name(),
                name.structure().toString(),
                name.batch().toString(),
                name.description()));
      } catch (IllegalArgumentException unknown) {
        return Stream.empty();
      }
    }
  }

  static KnownCurvatures of(List<String> defaults, List<String> asked) {
    List<String> suggestions =
        Stream.concat(
                defaults.stream(), Operators.all().stream().flatMap(KnownCurvatures::suggestions))
            .distinct()
            .toList();
    return new KnownCurvatures(
        Operators.all().stream().map(KnownOperator::of).toList(),
        defaults,
        suggestions,
        Stream.concat(suggestions.stream(), asked.stream())
            .distinct()
            .flatMap(KnownName::of)
            .toList());
  }

  private static Stream<String> suggestions(Operator operator) {
    return Stream.concat(
            structures(operator).map(structure -> operator.name() + "/" + structure),
            BATCHES.stream().map(batch -> operator.name() + "@" + batch))
        .map(name -> CurvatureName.parse(name).toString());
  }

  private static Stream<Structure> structures(Operator operator) {
    return Arrays.stream(Structure.values())
        .filter(structure -> operator.missing(structure).isEmpty());
  }
}
