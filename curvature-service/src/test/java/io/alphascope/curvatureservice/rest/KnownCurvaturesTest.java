package io.alphascope.curvatureservice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Operators;
import io.alphascope.curvatureservice.rest.KnownCurvatures.KnownName;
import io.alphascope.curvatureservice.rest.KnownCurvatures.KnownOperator;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownCurvaturesTest {

  @Test
  void listsEveryOperator() {
    assertThat(KnownCurvatures.of(List.of(), List.of()).operators())
        .contains(
            new KnownOperator("ggn", "Gauss-Newton", null, List.of("full", "layer", "parameter")))
        .extracting(KnownOperator::name)
        .containsExactlyElementsOf(Operators.all().stream().map(Operator::name).toList());
  }

  @Test
  void suggestsTheDefaultsFirstAndEachOnce() {
    KnownCurvatures known =
        KnownCurvatures.of(List.of("hessian", "ggn", "hessian@fresh:256"), List.of());

    assertThat(known.suggestions())
        .startsWith("hessian", "ggn", "hessian@fresh:256")
        .contains("ggn/layer", "ggn/parameter", "ggn@fresh:256", "hessian@test:256", "ggn@all")
        .doesNotHaveDuplicates();
    assertThat(known.names()).extracting(KnownName::name).containsAll(known.suggestions());
  }

  @Test
  void explainsWhatItIsAskedAboutAndLeavesOutWhatItDoesNotKnow() {
    List<KnownName> names =
        KnownCurvatures.of(List.of("ggn"), List.of("ggn/layer@fresh:8", "secant", "")).names();

    assertThat(names)
        .contains(
            new KnownName(
                "ggn/layer@fresh:8",
                "ggn",
                "layer",
                "fresh:8",
                "Gauss-Newton, one block a layer, 8 fresh samples"))
        .extracting(KnownName::name)
        .doesNotContain("secant", "");
  }
}
