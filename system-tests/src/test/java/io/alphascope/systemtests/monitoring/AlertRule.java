package io.alphascope.systemtests.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.Yaml;

/**
 * A rule of {@code deploy/grafana/provisioning/alerting}: query, reduce, threshold.
 *
 * @param group as provisioned, with its rules
 * @param rule as provisioned
 */
public record AlertRule(JsonNode group, JsonNode rule) {
  private static final Path FILE =
      Path.of("..", "deploy/grafana/provisioning/alerting/alphascope.yaml");

  public static List<AlertRule> all() throws IOException {
    List<AlertRule> rules = new ArrayList<>();
    try (Reader in = Files.newBufferedReader(FILE)) {
      JsonNode file = new ObjectMapper().valueToTree(new Yaml().load(in));
      for (JsonNode group : file.get("groups")) {
        group.get("rules").forEach(rule -> rules.add(new AlertRule(group, rule)));
      }
    }
    return rules;
  }

  public String uid() {
    return rule.path("uid").asText();
  }

  /** The query, the reduction or the threshold, by its letter. */
  public JsonNode query(String letter) {
    for (JsonNode query : rule.get("data")) {
      if (query.path("refId").asText().equals(letter)) {
        return query;
      }
    }
    throw new AssertionError(uid() + " has no query " + letter);
  }

  public boolean asksPrometheus() {
    return query("A").path("datasourceUid").asText().equals("alphascope-prometheus");
  }

  public String promQl() {
    return query("A").path("model").path("expr").asText();
  }

  public String sql() {
    return query("A").path("model").path("rawSql").asText();
  }

  /** Whether a value breaches the threshold. */
  public boolean isBreachedBy(double value) {
    JsonNode evaluator = query("C").path("model").path("conditions").path(0).path("evaluator");
    double limit = evaluator.path("params").path(0).asDouble();
    String type = evaluator.path("type").asText();
    if (type.equals("gt")) {
      return value > limit;
    } else if (type.equals("lt")) {
      return value < limit;
    }
    throw new AssertionError(uid() + " has a threshold of type " + type);
  }

  /** The rule as Grafana reads it from the file, in the shape of its API. */
  ObjectNode provisioned() {
    ObjectNode mapped = rule.deepCopy();
    mapped.put("orgID", group.path("orgId").asInt());
    mapped.put("folderUID", "of-" + group.path("folder").asText());
    mapped.put("ruleGroup", group.path("name").asText());
    ObjectNode annotations = mapped.withObject("/annotations");
    annotations.put("__dashboardUid__", mapped.path("dashboardUid").asText());
    annotations.put("__panelId__", mapped.path("panelId").asText());
    mapped.remove(List.of("dashboardUid", "panelId"));
    return mapped;
  }

  @Override
  public String toString() {
    return uid();
  }
}
