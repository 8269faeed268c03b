package io.alphascope.curvature.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurvatureNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hessian",
        "ggn",
        "ggn/parameter",
        "hessian@fresh:256",
        "hessian/layer@fresh:1",
        "ggn@test:256",
        "hessian/layer@all"
      })
  void writesANameAsItWasRead(String name) {
    assertThat(CurvatureName.parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @CsvSource({
    "hessian/full, hessian",
    "ggn@own, ggn",
    "ggn/full@fresh:8, ggn@fresh:8",
    "fisher-mc:1/layer, fisher-mc/layer"
  })
  void leavesDefaultsOut(String name, String canonical) {
    assertThat(CurvatureName.parse(name)).hasToString(canonical);
    assertThat(CurvatureName.parse(name)).isEqualTo(CurvatureName.parse(canonical));
  }

  @ParameterizedTest
  @CsvSource({
    "kfax, there is no operator 'kfax'",
    "kfac:0, samples; expected a number from 1 to 10000",
    "fisher-mc:many, samples; expected a number",
    "kflr/layer, a block for each parameter tensor already",
    "diagonal-ggn/parameter, is a diagonal",
    "Hessian, there is no operator 'Hessian'",
    "ggn/row, there is no structure 'row'",
    "ggn/, there is no structure ''",
    "ggn:4, operator 'ggn' takes no argument",
    "ggn:, operator 'ggn' takes no argument",
    "ggn@, there is no batch ''",
    "ggn@all:3, there is no batch 'all:3'",
    "ggn@test, there is no batch 'test'",
    "ggn@test:0, there is no batch 'test:0'",
    "ggn@fresh, there is no batch 'fresh'",
    "ggn@fresh:0, there is no batch 'fresh:0'",
    "ggn@fresh:x, there is no batch 'fresh:x'",
    "/layer, it has no operator",
  })
  void refusesWhatThereIsNot(String name, String reason) {
    assertThatThrownBy(() -> CurvatureName.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining(reason)
        .hasMessageContaining("operators are ")
        .hasMessageContaining("structures full, layer, parameter")
        .hasMessageContaining("batches own, fresh:N, test:N, all");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hessian | Hessian, own samples",
        "ggn@fresh:256 | Gauss-Newton, 256 fresh samples",
        "hessian/layer@test:8 | Hessian, one block a layer, 8 test samples",
        "ggn/parameter@all | Gauss-Newton, one block a parameter tensor, all training samples",
      })
  void describesACurvatureInWords(String name, String words) {
    assertThat(CurvatureName.parse(name).description()).isEqualTo(words);
  }

  @Test
  void readsAListOnceEach() {
    assertThat(CurvatureName.parseList("hessian, ggn/full,ggn"))
        .extracting(CurvatureName::toString)
        .containsExactly("hessian", "ggn");
    assertThatThrownBy(() -> CurvatureName.parseList("hessian,")).hasMessageContaining("''");
  }
}
