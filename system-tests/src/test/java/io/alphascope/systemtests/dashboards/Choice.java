package io.alphascope.systemtests.dashboards;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values of a dashboard's variables, put into SQL as Grafana 12.3 does. */
record Choice(Map<String, List<String>> values) {
  private static final Pattern QUOTED = Pattern.compile("\\$\\{(\\w+):sqlstring}");
  private static final Pattern MACRO = Pattern.compile("\\$(__\\w+)\\(([^)]*)\\)");
  private static final Pattern LEFT_OVER = Pattern.compile("\\$\\{?\\w+|\\[\\[\\w+");
  private static final String FROM = "'2000-01-01T00:00:00Z'";
  private static final String TO = "'2100-01-01T00:00:00Z'";

  static Choice none() {
    return new Choice(Map.of());
  }

  Choice with(String variable, List<String> chosen) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(variable, chosen);
    return new Choice(more);
  }

  /**
   * The SQL that reaches PostgreSQL.
   *
   * @throws AssertionError if anything is left that Grafana would refuse, or put in unquoted
   */
  String expand(String sql) {
    String quoted =
        QUOTED.matcher(sql).replaceAll(found -> Matcher.quoteReplacement(quoted(found.group(1))));
    // What is quoted may look like a variable, and is none.
    Matcher leftOver =
        LEFT_OVER.matcher(MACRO.matcher(QUOTED.matcher(sql).replaceAll("")).replaceAll(""));
    if (leftOver.find()) {
      throw new AssertionError("'" + leftOver.group() + "' is not quoted, in " + sql);
    }
    return MACRO
        .matcher(quoted)
        .replaceAll(found -> Matcher.quoteReplacement(macro(found.group(1), found.group(2))));
  }

  /** The format sqlstring: also of a single value, and of none. */
  private String quoted(String variable) {
    List<String> chosen = values.get(variable);
    if (chosen == null) {
      throw new AssertionError("there is no variable " + variable);
    }
    return chosen.stream()
        .map(value -> "'" + value.replace("'", "''").replace("\"", "\\\"") + "'")
        .collect(Collectors.joining(","));
  }

  private static String macro(String name, String argument) {
    return switch (name) {
      case "__timeFilter" -> argument + " BETWEEN " + FROM + " AND " + TO;
      case "__timeFrom" -> FROM;
      case "__timeTo" -> TO;
      default -> throw new AssertionError("unknown macro $" + name);
    };
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
