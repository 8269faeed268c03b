package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/mathematics.md against the quantities that there are. */
class QuantityTableTest {

  private static final Path MATHEMATICS = Path.of("..", "docs", "mathematics.md");
  private static final String HEAD = "| name | what it is | given |";
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @Test
  void everyQuantityHasItsPlaceInTheTableAndNothingElse() throws IOException {
    List<String> named =
        rows().map(row -> row.split("\\|")[1]).flatMap(QuantityTableTest::names).toList();

    assertThat(named)
        .as("first column of the table '%s' of %s", HEAD, MATHEMATICS)
        .containsExactlyInAnyOrderElementsOf(
            ObservedQuantity.ALL.stream().map(ObservedQuantity::name).toList());
  }

  private static Stream<String> rows() throws IOException {
    return Files.readAllLines(MATHEMATICS).stream()
        .dropWhile(line -> !line.equals(HEAD))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"));
  }

  private static Stream<String> names(String cell) {
    return NAME.matcher(cell).results().map((MatchResult found) -> found.group(1));
  }
}
