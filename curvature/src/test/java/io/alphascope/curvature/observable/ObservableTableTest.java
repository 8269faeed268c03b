package io.alphascope.curvature.observable;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.quantity.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of observables in docs/observables.md, against those there are. */
class ObservableTableTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "observables.md");
  private static final String HEAD = "| observable | of | numbers | runs of the network |";

  /** The cells of each row, by the name without an argument. */
  private static Map<String, String[]> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .dropWhile(line -> !line.equals(HEAD))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split(" *\\| *"))
        .collect(
            Collectors.toMap(
                cells -> cells[1].replaceAll("`|:N", ""),
                cells -> cells,
                (one, other) -> one,
                LinkedHashMap::new));
  }

  @Test
  void everyObservableHasItsRowWithItsNumbersAndItsPrice() throws IOException {
    Map<String, String[]> rows = rows();

    assertThat(rows.keySet())
        .containsExactlyElementsOf(
            Arrays.stream(Observable.values()).map(Object::toString).toList());
    for (Observable observable : Observable.values()) {
      String[] cells = rows.get(observable.toString());
      assertThat(cells[2]).isEqualTo(observable.isOfMatrix() ? "matrix" : "batch");
      assertThat(cells[3]).isEqualTo(numbers(observable.quantities()));
      long fixed = observable.cost(Observable.DEFAULT_PROBES, new CostBasis(true, 0));
      long ofAnOutput = observable.cost(Observable.DEFAULT_PROBES, new CostBasis(true, 1)) - fixed;
      assertThat(cells[4]).startsWith(price(observable, fixed, ofAnOutput));
    }
  }

  private static String numbers(List<Quantity> quantities) {
    return quantities.isEmpty()
        ? "a histogram"
        : quantities.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
  }

  private static String price(Observable observable, long fixed, long ofAnOutput) {
    return switch (observable) {
      case HUTCHINSON -> fixed / Observable.DEFAULT_PROBES + " N";
      case EIGENVALUE -> "about " + fixed;
      default -> ofAnOutput == 0 ? "" + fixed : "%d + %d C".formatted(fixed, ofAnOutput);
    };
  }
}
