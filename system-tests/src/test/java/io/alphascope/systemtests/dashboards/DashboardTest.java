package io.alphascope.systemtests.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards against Grafana's schemas and our own rules. */
class DashboardTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHORTEST_EXPLANATION = 80;
  private static final int COLUMNS = 24;
  private static final Path GUIDE = Path.of("..", "docs/dashboards.md");
  private static final Path CONFIGURATION = Path.of("..", "docs/configuration.md");
  private static final Path FUNCTIONS =
      Path.of("..", "aggregator/src/main/resources/db/migration/R__dashboards.sql");
  private static final Path PAGE =
      Path.of("..", "aggregator/src/main/resources/META-INF/resources/index.html");
  private static final Path VERDICTS =
      Path.of("..", "aggregator/src/main/resources/db/migration/R__verdicts.sql");

  private static final Map<String, String> DATA_SOURCES =
      Map.of(
          "grafana-postgresql-datasource", "alphascope-postgres",
          "prometheus", "alphascope-prometheus");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  static Stream<Panel> panels() {
    return dashboards().stream().flatMap(dashboard -> dashboard.panels().stream());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void isADashboardByGrafanasSchema(Dashboard dashboard) throws IOException {
    assertThat(schema("dashboard", "Dashboard").validate(dashboard.json())).isEmpty();
    assertThat(dashboard.json().path("uid").asText()).isEqualTo("alphascope-" + dashboard.name());
    assertThat(dashboard.json().path("schemaVersion").asInt()).isEqualTo(42);
  }

  @ParameterizedTest
  @MethodSource("panels")
  void optionsAndFieldsAreThoseOfThePanelsType(Panel panel) throws IOException {
    assertThat(schema(panel.type(), "Options").validate(panel.json().path("options"))).isEmpty();
    JsonNode custom = panel.defaults().path("custom");
    if (!custom.isMissingNode()) {
      assertThat(wrong(panel.type(), custom)).isEmpty();
    }
    for (JsonNode override : panel.json().path("fieldConfig").path("overrides")) {
      for (JsonNode property : override.path("properties")) {
        assertThat(property.path("id").asText()).as(panel + ": " + property).isNotEmpty();
        if (property.path("id").asText().startsWith("custom.")) {
          JsonNode field =
              JSON.createObjectNode()
                  .set(
                      property.get("id").asText().substring("custom.".length()),
                      property.get("value"));
          assertThat(wrong(panel.type(), field)).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void queriesAreThoseOfTheirDataSource(Panel panel) throws IOException {
    assertThat(panel.targets()).isNotEmpty();
    Set<String> letters = new HashSet<>();
    for (JsonNode target : panel.targets()) {
      assertThat(letters.add(target.path("refId").asText())).isTrue();
      JsonNode source = target.path("datasource");
      assertThat(source.path("uid").asText()).matches("\\$\\{\\w+}");
      if (source.path("type").asText().equals("prometheus")) {
        assertThat(schema("prometheus", "Dataquery").validate(target)).isEmpty();
      } else {
        assertThat(source.path("type").asText()).isEqualTo("grafana-postgresql-datasource");
        assertThat(target.path("rawQuery").asBoolean()).isTrue();
        assertThat(target.path("editorMode").asText()).isEqualTo("code");
        assertThat(target.path("format").asText()).isIn("table", "time_series");
        assertThat(target.path("rawSql").asText()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void tellsANewcomerHowToReadIt(Panel panel) throws IOException {
    assertThat(panel.title()).isNotBlank();
    assertThat(panel.json().path("description").asText())
        .hasSizeGreaterThanOrEqualTo(SHORTEST_EXPLANATION)
        .endsWith(".");
    assertThat(panel.defaults().path("noValue").asText()).isNotBlank();
    assertThat(panel.defaults().path("thresholds").path("steps")).isNotEmpty();
    assertThat(units(panel))
        .isNotEmpty()
        .allSatisfy(
            unit ->
                assertThat(knownUnits().contains(unit) || unit.matches("(suffix|prefix):.+"))
                    .isTrue());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveIdsAndPlacesOfTheirOwn(Dashboard dashboard) {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard.json().get("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel.path("title")).isTrue();
      JsonNode place = panel.get("gridPos");
      assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(COLUMNS);
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          String cell = (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y);
          assertThat(cells.add(cell)).as("%s overlaps", panel.path("title")).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dataSourcesAreVariablesThatBeginWithOurs(Dashboard dashboard) {
    List<String> kinds = new ArrayList<>();
    for (JsonNode variable : dashboard.variables()) {
      if (variable.path("type").asText().equals("datasource")) {
        kinds.add(variable.path("query").asText());
        assertThat(variable.path("current").path("value").asText())
            .isEqualTo(DATA_SOURCES.get(variable.path("query").asText()));
      }
    }
    assertThat(kinds).isNotEmpty().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void variablesBeginWithAValueThatTheyOffer(Dashboard dashboard) {
    for (JsonNode variable : dashboard.variables()) {
      assertThat(variable.path("name").asText()).isNotBlank();
      assertThat(variable.path("label").asText()).isNotBlank();
      assertThat(variable.path("description").asText()).isNotBlank();
      assertThat(variable.has("allValue")).as("a value of 'All' goes in unquoted").isFalse();
      assertThat(variable.path("current").path("value").toString()).isNotEqualTo("\"\"");
      switch (variable.path("type").asText()) {
        case "query" -> {
          assertThat(variable.path("refresh").asInt()).as("follows new runs").isEqualTo(2);
          assertThat(variable.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        }
        case "custom" -> assertThat(variable.path("options")).isNotEmpty();
        default -> assertThat(variable.path("type").asText()).isIn("datasource", "textbox");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void linksToTheOthersCarryTheVariables(Dashboard dashboard) {
    assertThat(dashboards()).hasSizeGreaterThan(1);
    assertThat(dashboard.json().path("links")).isNotEmpty();
    for (JsonNode link : dashboard.json().path("links")) {
      if (link.path("type").asText().equals("dashboards")) {
        assertThat(link.path("includeVars").asBoolean()).isTrue();
        assertThat(dashboard.json().path("tags")).contains(link.path("tags").get(0));
      }
    }
    Set<String> uids = new HashSet<>();
    dashboards().forEach(each -> uids.add(each.json().path("uid").asText()));
    for (JsonNode url : dashboard.json().findValues("url")) {
      if (url.asText().startsWith("/d/")) {
        String path = url.asText().substring("/d/".length());
        assertThat(uids).contains(path.substring(0, path.indexOf('?')));
        assertThat(path).contains("var-run=", "${window:queryparam}", "${datasource:queryparam}");
      }
    }
  }

  /** In words it changes at the limit that {@code judged} has, in {@code R__verdicts.sql}. */
  @Test
  void theColourOfAlphaStarChangesWhereTheVerdictDoes() throws IOException {
    Matcher limits =
        Pattern.compile(
                "alpha_star > ([0-9.]+) THEN 'about .*\\s*WHEN alpha_star < 1 / ([0-9.]+) THEN")
            .matcher(Files.readString(VERDICTS));
    assertThat(limits.find()).isTrue();
    double limit = Double.parseDouble(limits.group(1));
    assertThat(limits.group(2)).isEqualTo(limits.group(1));

    int judged = 0;
    for (Dashboard dashboard : dashboards()) {
      for (JsonNode steps : dashboard.json().findValues("steps")) {
        List<String> colours = steps.findValuesAsText("color");
        if (colours.contains("blue")) {
          assertThat(colours).containsExactly("red", "orange", "green", "blue");
          assertThat(steps.at("/1/value").asDouble()).isEqualTo(0.5);
          assertThat(steps.at("/2/value").asDouble()).isCloseTo(1 / limit, within(0.001));
          assertThat(steps.at("/3/value").asDouble()).isEqualTo(limit);
          judged++;
        }
      }
    }
    assertThat(judged).isEqualTo(6);
    String range = String.format(Locale.ROOT, "%.2f to %s", 1 / limit, limits.group(1));
    assertThat(panels().map(panel -> panel.json().path("description").asText()))
        .anyMatch(text -> text.contains("Green, " + range + ": about right."));
    assertThat(Files.readString(GUIDE)).contains("about right (" + range + ")");
  }

  @Test
  void theWindowsAreThoseOfThePage() throws IOException {
    List<String> offered =
        Pattern.compile("name=\"window\" value=\"(\\d+)\"")
            .matcher(Files.readString(PAGE))
            .results()
            .map(radio -> radio.group(1))
            .toList();
    assertThat(offered).isNotEmpty();
    assertThat(dashboards().stream().flatMap(dashboard -> dashboard.variables().stream()))
        .filteredOn(variable -> variable.path("name").asText().equals("window"))
        .isNotEmpty()
        .allSatisfy(
            variable ->
                assertThat(variable.path("options").findValuesAsText("value")).isEqualTo(offered));
  }

  /** {@code ConfigurationReferenceTest} compares the document with the curvature service. */
  @Test
  void theCurvaturesThatStandFirstAreTheDefaultOnes() throws IOException {
    String sql = Files.readString(FUNCTIONS);
    Matcher first = Pattern.compile("array_position\\(ARRAY\\[(.*?)], curvature\\)").matcher(sql);
    assertThat(first.find()).isTrue();
    String defaults = first.group(1).replaceAll("[' ]", "");
    assertThat(Files.readString(CONFIGURATION))
        .contains("| `alphascope.curvature.curvatures` |", "| `" + defaults + "` |");
  }

  private static List<String> units(Panel panel) {
    List<String> units = new ArrayList<>();
    units.add(panel.defaults().path("unit").asText());
    for (JsonNode property : panel.json().path("fieldConfig").findValues("properties")) {
      for (JsonNode each : property) {
        if (each.path("id").asText().equals("unit")) {
          units.add(each.path("value").asText());
        }
      }
    }
    return units;
  }

  private static Set<String> knownUnits() throws IOException {
    Set<String> known = new HashSet<>();
    resource("units").get("definitions").forEach(unit -> known.add(unit.path("const").asText()));
    return known;
  }

  /** What a field's settings have wrong; Grafana fills in what is left out. */
  private static List<String> wrong(String type, JsonNode custom) throws IOException {
    return schema(type, "FieldConfig").validate(custom).stream()
        .filter(message -> !message.getType().equals("required"))
        .map(Object::toString)
        .toList();
  }

  private static JsonSchema schema(String type, String definition) throws IOException {
    ObjectNode root = resource(type).deepCopy();
    root.put("$ref", "#/definitions/" + definition);
    // Anything at all in Grafana; the schema says object, of which names and numbers are none.
    List<JsonNode> anything =
        new ArrayList<>(root.at("/definitions/MatcherConfig").findValues("options"));
    anything.addAll(root.at("/definitions/FieldConfigSource").findValues("value"));
    anything.addAll(root.at("/definitions/DynamicConfigValue").findValues("value"));
    anything.forEach(value -> ((ObjectNode) value).remove("type"));
    // Kinds of cells differ in a name that the schema doesn't fix, so that one cell is of two
    // kinds.
    for (JsonNode parent : root.findParents("oneOf")) {
      ((ObjectNode) parent).set("anyOf", ((ObjectNode) parent).remove("oneOf"));
    }
    return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(root);
  }

  private static ObjectNode resource(String type) throws IOException {
    try (InputStream in = DashboardTest.class.getResourceAsStream(type + ".jsonschema.json")) {
      assertThat(in).as("schema of " + type).isNotNull();
      return (ObjectNode) JSON.readTree(in);
    }
  }
}
