package io.alphascope.systemtests.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tests need to know of a PromQL expression in a dashboard or an alert rule. */
public final class PromQl {
  private static final Pattern NO_METRICS =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
              + "|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\()\\b");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)|\\$\\{(\\w+)(?::\\w+)?}");

  private PromQl() {}

  /** Names of the metrics that an expression reads. */
  public static Set<String> metrics(String expression) {
    String rest = NO_METRICS.matcher(expression).replaceAll(" ");
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(rest);
    while (name.find()) {
      if (!WORDS.contains(name.group().toLowerCase())) {
        names.add(name.group());
      }
    }
    return names;
  }

  /** With every variable and macro replaced, as Grafana does before it asks. */
  public static String expanded(String expression, Map<String, String> values) {
    return VARIABLE
        .matcher(expression)
        .replaceAll(
            match -> {
              String variable = match.group(1) == null ? match.group(2) : match.group(1);
              if (!values.containsKey(variable)) {
                throw new AssertionError("no variable " + variable + " in " + expression);
              }
              return Matcher.quoteReplacement(values.get(variable));
            });
  }
}
