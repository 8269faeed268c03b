package io.alphascope.curvature.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of operators in docs/mathematics.md, against the operators there are. */
class OperatorTableTest {

  private static final Path MATHEMATICS = Path.of("..", "docs", "mathematics.md");
  private static final String HEAD = "| operator | B | exists |";
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*");

  @Test
  void everyOperatorHasItsRowAndNothingElse() throws IOException {
    List<String> named =
        Files.readAllLines(MATHEMATICS).stream()
            .dropWhile(line -> !line.equals(HEAD))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .flatMap(line -> ROW.matcher(line).results().map((MatchResult row) -> row.group(1)))
            .toList();

    assertThat(named)
        .as("first column of the table '%s' of %s", HEAD, MATHEMATICS)
        .containsExactlyInAnyOrderElementsOf(Operators.all().stream().map(Operator::name).toList());
  }
}
