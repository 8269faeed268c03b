package io.alphascope.systemtests.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A dashboard as provisioned. */
record Dashboard(String name, JsonNode json) {
  private static final Path FOLDER = Path.of("..", "deploy/grafana/dashboards");
  private static final String ENDING = ".json";

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(ENDING))
          .sorted()
          .map(Dashboard::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dashboard read(Path file) {
    try {
      String name = file.getFileName().toString();
      return new Dashboard(
          name.substring(0, name.length() - ENDING.length()),
          new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every panel that shows something: no rows. */
  List<Panel> panels() {
    List<Panel> panels = new ArrayList<>();
    for (JsonNode panel : json.get("panels")) {
      if (panel.path("type").asText().equals("row")) {
        panel.path("panels").forEach(inner -> panels.add(new Panel(this, inner)));
      } else {
        panels.add(new Panel(this, panel));
      }
    }
    return panels;
  }

  List<JsonNode> variables() {
    List<JsonNode> variables = new ArrayList<>();
    json.path("templating").path("list").forEach(variables::add);
    return variables;
  }

  @Override
  public String toString() {
    return name;
  }
}
