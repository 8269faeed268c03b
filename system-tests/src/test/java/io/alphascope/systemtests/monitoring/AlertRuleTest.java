package io.alphascope.systemtests.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The alert rules as Grafana reads them, and the paragraphs on them. */
class AlertRuleTest {
  private static final Path ROOT = Path.of("..");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<AlertRule> rules() throws IOException {
    return AlertRule.all();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isARuleByGrafanasSchema(AlertRule rule) throws IOException {
    assertThat(ruleSchema().validate(rule.provisioned())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void queriesReducesAndComparesWithAThreshold(AlertRule rule) {
    assertThat(rule.rule().path("data")).hasSize(3);
    JsonNode query = rule.query("A");
    assertThat(query.path("datasourceUid").asText())
        .isIn("alphascope-postgres", "alphascope-prometheus");
    assertThat(query.path("model").path("datasource").path("uid"))
        .isEqualTo(query.path("datasourceUid"));
    assertThat(query.path("relativeTimeRange").path("from").asInt()).isPositive();
    if (!rule.asksPrometheus()) {
      assertThat(query.path("model").path("format").asText()).isEqualTo("time_series");
      assertThat(query.path("model").path("rawQuery").asBoolean()).isTrue();
    }
    assertThat(expression(rule, "B")).isEqualTo("reduce of A");
    assertThat(expression(rule, "C")).isEqualTo("threshold of B");
    assertThat(rule.rule().path("condition").asText()).isEqualTo("C");
    for (String letter : List.of("A", "B", "C")) {
      assertThat(rule.query(letter).path("model").path("refId").asText()).isEqualTo(letter);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void saysWhatHoldsWithoutAnAnswer(AlertRule rule) {
    assertThat(rule.rule().has("noDataState")).isTrue();
    assertThat(rule.rule().has("execErrState")).isTrue();
    assertThat(rule.rule().path("labels").path("severity").asText()).isIn("warning", "critical");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void leadsToAPanelAndToAParagraph(AlertRule rule) throws IOException {
    String title = rule.rule().path("title").asText();
    assertThat(rule.rule().path("annotations").path("runbook").asText())
        .isEqualTo("docs/runbook.md#" + anchor(title));
    assertThat(headings()).contains(title);
    if (rule.rule().has("panelId")) {
      assertThat(panelIds(rule.rule().path("dashboardUid").asText()))
          .contains(rule.rule().path("panelId").asInt());
    }
  }

  @Test
  void theRunbookHasAParagraphOnEachRuleAndNoOther() throws IOException {
    assertThat(headings())
        .containsExactlyInAnyOrderElementsOf(
            rules().stream().map(rule -> rule.rule().path("title").asText()).toList());
    assertThat(rules()).extracting(AlertRule::uid).doesNotHaveDuplicates();
  }

  private static String expression(AlertRule rule, String letter) {
    assertThat(rule.query(letter).path("datasourceUid").asText()).isEqualTo("__expr__");
    JsonNode model = rule.query(letter).path("model");
    return model.path("type").asText() + " of " + model.path("expression").asText();
  }

  private static JsonSchema ruleSchema() throws IOException {
    try (InputStream in = AlertRuleTest.class.getResourceAsStream("alerting.jsonschema.json")) {
      JsonNode definitions = JSON.readTree(in).get("definitions");
      ObjectNode rule = JSON.createObjectNode().put("$ref", "#/definitions/Rule");
      rule.set("definitions", definitions);
      return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(rule);
    }
  }

  /** The headings of the second level, below the title. */
  private static List<String> headings() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/runbook.md")).stream()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3))
        .toList();
  }

  /** As forges derive it from a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }

  private static List<Integer> panelIds(String dashboard) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("deploy/grafana/dashboards"))) {
      for (Path file : files.toList()) {
        JsonNode found = JSON.readTree(file.toFile());
        if (found.path("uid").asText().equals(dashboard)) {
          return found.findValues("id").stream().map(JsonNode::asInt).toList();
        }
      }
    }
    throw new AssertionError("no dashboard " + dashboard);
  }
}
