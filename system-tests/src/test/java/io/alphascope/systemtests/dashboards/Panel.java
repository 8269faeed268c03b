package io.alphascope.systemtests.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A panel of a dashboard. */
record Panel(Dashboard dashboard, JsonNode json) {

  String type() {
    return json.path("type").asText();
  }

  String title() {
    return json.path("title").asText();
  }

  JsonNode defaults() {
    return json.path("fieldConfig").path("defaults");
  }

  List<JsonNode> targets() {
    List<JsonNode> targets = new ArrayList<>();
    json.path("targets").forEach(targets::add);
    return targets;
  }

  /** Its SQL; empty if it asks Prometheus. */
  List<String> sql() {
    return targets().stream()
        .filter(target -> target.has("rawSql"))
        .map(target -> target.get("rawSql").asText())
        .toList();
  }

  boolean isTransformed() {
    return json.path("transformations").size() > 0;
  }

  /** Whether each chosen series has a copy of it. */
  boolean isRepeated() {
    return sql().stream().anyMatch(sql -> sql.contains("${series:"));
  }

  /** Columns that overrides name, as the panel sees them: after its transformations. */
  List<String> overriddenColumns() {
    List<String> names = new ArrayList<>();
    for (JsonNode override : json.path("fieldConfig").path("overrides")) {
      if (override.path("matcher").path("id").asText().equals("byName")) {
        names.add(override.path("matcher").path("options").asText());
      }
    }
    return names;
  }

  @Override
  public String toString() {
    return dashboard + ": " + title();
  }
}
