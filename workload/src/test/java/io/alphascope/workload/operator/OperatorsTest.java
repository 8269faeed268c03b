package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OperatorsTest {

  @Test
  void haveTheirRowsInTheDocumentation() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "operators.md"));
    assertThat(
            Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE)
                .matcher(documentation)
                .results()
                .map((MatchResult row) -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(Operators.names());
  }
}
