package io.alphascope.workload.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of ONNX's node tests, as a document. */
final class NodeTestReport {

  private static final String NO_RULE = "there is no rule for this operator";
  private static final int NAMED = 4;

  private final Map<NodeTest, NodeTestRun.Outcome> outcomes;

  NodeTestReport(Map<NodeTest, NodeTestRun.Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  long passed() {
    return outcomes.values().stream().filter(NodeTestRun.Outcome::passed).count();
  }

  /** Tests whose values are not those expected, with the first that is not. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    outcomes.forEach(
        (test, outcome) ->
            outcome
                .difference()
                .ifPresent(difference -> wrong.add(test.name() + ": " + difference)));
    return wrong;
  }

  String document() {
    Map<String, TreeSet<String>> reasons = new TreeMap<>();
    Map<String, TreeSet<String>> operators = new TreeMap<>();
    outcomes.forEach(
        (test, outcome) -> {
          if (!outcome.refusals().isEmpty()) {
            String refusal = outcome.refusals().get(0);
            boolean unknown = refusal.endsWith(NO_RULE);
            (unknown ? operators : reasons)
                .computeIfAbsent(
                    unknown ? refusal.split(" ")[0] : general(refusal), key -> new TreeSet<>())
                .add(test.name());
          }
        });
    StringBuilder text = new StringBuilder();
    text.append("# ONNX's node tests\n\n");
    text.append(
        """
        ONNX has tests of its own for every operator: a model of mostly one node, inputs, and the outputs that are right. `OnnxNodeTestsTest` computes all those of ONNX 1.23.1 up to 100 kB and compares them to 1e-5; it also writes this page.

        **%d of %d pass; the others are refused, for the reasons below.** None is computed wrongly. Names that end in `_expanded` are operators spelled out in simpler ones.

        """
            .formatted(passed(), outcomes.size()));
    text.append("## Refused by a rule\n\n| reason | tests | such as |\n|---|---|---|\n");
    reasons.forEach((reason, tests) -> row(text, reason, tests));
    text.append("\n## Operators without a rule\n\n| operator | tests | such as |\n|---|---|---|\n");
    operators.forEach((operator, tests) -> row(text, "`" + operator + "`", tests));
    return text.toString();
  }

  private static void row(StringBuilder text, String key, TreeSet<String> tests) {
    String named = String.join(", ", tests.stream().limit(NAMED).map("`%s`"::formatted).toList());
    text.append(
        "| %s | %d | %s%s |\n"
            .formatted(key, tests.size(), named, tests.size() > NAMED ? ", …" : ""));
  }

  /** A refusal without the names of values and without the shapes of operands. */
  private static String general(String refusal) {
    return refusal
        .replaceFirst("^([A-Za-z.]+) '[^']*': ", "$1: ")
        .replaceFirst("; its operands are .*", "")
        .replaceFirst(
            "^tensor '[^']*': elements of type [^ ]+ are not supported",
            "elements of types other than float32, float64, int32, int64 and bool")
        .replaceFirst("^attribute [^:]*: a GRAPH is not supported", "attributes that are graphs");
  }
}
