package io.alphascope.curvature.observable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.curvature.operator.CurvatureName;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservableChoiceTest {

  @ParameterizedTest
  @EnumSource(Observable.class)
  void namesAreReadAsWritten(Observable observable) {
    ObservableChoice choice = ObservableChoice.parse(observable + "@50");

    assertThat(choice).hasToString(observable + "@50");
    assertThat(choice.observable()).isEqualTo(observable);
    assertThat(List.of(choice.isDue(0), choice.isDue(49), choice.isDue(100)))
        .containsExactly(true, false, true);
    assertThat(ObservableChoice.parse(observable.toString()).isDue(7)).isTrue();
    assertThat(observable.description()).isNotBlank();
  }

  @Test
  void aNumbersNameStandsForItsObservable() {
    assertThat(ObservableChoice.parse("mean_gsnr@10")).hasToString("noise@10");
    assertThat(ObservableChoice.parse("hutchinson:30@2")).hasToString("hutchinson:30@2");
    assertThat(ObservableChoice.parseList(" trace@50, eigenvalue@100"))
        .hasToString("[trace@50, eigenvalue@100]");
    assertThat(ObservableChoice.parseList(" ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "trase", "trace@0", "trace@", "trace:3", "hutchinson:1", "trace@99999999999"})
  void othersAreRefused(String name) {
    assertThatThrownBy(() -> ObservableChoice.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name.isEmpty() ? "is no observable" : name.replaceAll("[:@].*", ""));
  }

  @Test
  void oneThatIsNamedTwiceIsRefused() {
    assertThatThrownBy(() -> ObservableChoice.parseList("noise,cabs@3"))
        .hasMessage("observable 'noise' is named twice");
  }

  @ParameterizedTest
  @CsvSource({
    "eigenvalue, hessian, true",
    "eigenvalue, ggn@fresh:256, true",
    "eigenvalue, hessian/layer, false",
    "eigenvalue, kfac, false",
    "eigenvalue, diagonal-ggn, false",
    "trace, diagonal-ggn, true",
    "trace, hessian/layer, true",
    "trace, kflr, false",
    "noise, kfac, true",
  })
  void belongsToACurvature(String observable, String curvature, boolean expected) {
    assertThat(ObservableChoice.parse(observable).observable().isOf(CurvatureName.parse(curvature)))
        .isEqualTo(expected);
  }

  @Test
  void everyNumberBeyondTheFreeOnesHasOneObservable() {
    List<String> all =
        Arrays.stream(Observable.values())
            .flatMap(observable -> observable.quantities().stream())
            .map(Object::toString)
            .toList();

    assertThat(all).doesNotHaveDuplicates().hasSize(22);
  }
}
