package io.alphascope.systemtests.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every query of every panel and variable, asked of the database of a real system in which the
 * three scenarios were trained; and what comes back, through the panels' own transformations.
 */
class DashboardQueriesIT {
  private static final String GOOD = "scenario-good";
  private static final List<String> SCENARIOS =
      List.of("scenario-too-small", GOOD, "scenario-too-large");
  private static final int CURVATURES = 3;

  @TempDir static Path folder;
  private static TrainedScenarios system;
  private static String table;

  /** Of each panel, before there was a run. */
  private static final Map<Panel, List<Answer>> withoutRuns = new LinkedHashMap<>();

  /** Of each dashboard, the variables that are none's choice. */
  private static final Map<String, List<String>> optionsWithoutRuns = new LinkedHashMap<>();

  @BeforeAll
  static void trainTheScenarios() throws Exception {
    system = TrainedScenarios.up(folder);
    for (Dashboard dashboard : Dashboard.all()) {
      Choice choice = choice(dashboard, List.of("latest"), "step");
      choice
          .values()
          .forEach((name, values) -> optionsWithoutRuns.put(dashboard + " " + name, values));
      dashboard.panels().forEach(panel -> withoutRuns.put(panel, answers(panel, choice)));
    }
    table = system.train();
    system.observeByLayer(GOOD);
    system.copyUnderAnOddName(GOOD);
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
  }

  @Test
  void theScenariosAreTold() {
    assertThat(table.lines()).hasSize(1 + SCENARIOS.size());
    SCENARIOS.forEach(run -> assertThat(table).contains(run + " "));
  }

  @Test
  void theMediansOnFreshBatchesTellTheScenariosApart() {
    Answer medians =
        Answer.of(
            system.connection(),
            """
            SELECT run, judged(latest_median(run, true, 100)) AS verdict
            FROM runs WHERE run LIKE 'scenario-%' ORDER BY learning_rate\
            """);
    assertThat(medians.column("run")).isEqualTo(SCENARIOS);
    assertThat(medians.column("verdict").get(0).toString()).contains("times too short");
    assertThat(medians.column("verdict").get(1).toString()).contains("about right");
    assertThat(medians.column("verdict").get(2).toString()).contains("times too long");
  }

  @Test
  void withoutARunVariablesHaveAValueAndChartsARow() {
    assertThat(optionsWithoutRuns)
        .allSatisfy((variable, options) -> assertThat(options).as(variable).isNotEmpty());
    withoutRuns.forEach(
        (panel, answers) -> {
          for (Answer answer : answers) {
            checkColumns(panel, answer);
            assertThat(answer.drawn()).as("%s", panel).isZero();
            if (panel.type().equals("trend")) {
              assertThat(answer.rows())
                  .as("%s: without a row it draws no axes", panel)
                  .isNotEmpty();
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "latest", "latest:3", "scenario-good", "no-such-run", "odd", "two", "All"})
  void everyQueryAnswersWhateverIsChosen(String runs) throws IOException {
    StringBuilder report =
        new StringBuilder("| panel | columns | rows | numbers | ms |\n|---|---|---|---|---|\n");
    for (Dashboard dashboard : Dashboard.all()) {
      for (String axis : List.of("step", "samples")) {
        Choice choice = choice(dashboard, named(dashboard, runs), axis);
        for (Panel panel : dashboard.panels()) {
          long begin = System.nanoTime();
          List<Answer> answers = answers(panel, choice);
          long milliseconds = (System.nanoTime() - begin) / 1_000_000;
          answers.forEach(answer -> checkColumns(panel, answer));
          long numbers = answers.stream().mapToLong(Answer::drawn).sum();
          if (!panel.sql().isEmpty()) {
            report.append(line(panel, answers, numbers, milliseconds));
          }
          // Of a system that is well, Operations has no dead letter to show.
          if (runs.equals("All")
              && !panel.sql().isEmpty()
              && !dashboard.name().equals("operations")) {
            assertThat(numbers).as("numbers that %s draws", panel).isPositive();
          }
        }
      }
    }
    if (runs.equals("All")) {
      Files.writeString(Path.of("target", "dashboard-queries.md"), report);
    }
  }

  @Test
  void anOddNameIsQuotedAndShowsTheSameAsItsOrigin() {
    for (Dashboard dashboard : Dashboard.all()) {
      for (Panel panel : dashboard.panels()) {
        List<Answer> origin = answers(panel, choice(dashboard, List.of(GOOD), "step"));
        List<Answer> odd =
            answers(panel, choice(dashboard, List.of(TrainedScenarios.ODD_NAME), "step"));
        assertThat(odd.stream().mapToLong(Answer::drawn).sum())
            .as("%s", panel)
            .isEqualTo(origin.stream().mapToLong(Answer::drawn).sum());
      }
    }
  }

  @Test
  void aRangeOfStepsShowsTheseAlone() {
    Dashboard dashboard = dashboard("step-quality");
    Choice choice = choice(dashboard, List.of(GOOD), "step").with("steps", List.of("20..29"));
    Panel everyStep =
        dashboard.panels().stream()
            .filter(p -> p.title().equals("α* of every step"))
            .findFirst()
            .orElseThrow();
    Answer answer = answers(everyStep, choice).get(0);
    assertThat(new HashSet<>(answer.numbers("x")))
        .containsExactlyInAnyOrder(0.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0);
  }

  @Test
  void throughTheirTransformationsPanelsGetOneFrameWithAscendingX() throws Exception {
    List<Panel> panels = new ArrayList<>();
    ArrayNode input = new ObjectMapper().createArrayNode();
    for (Dashboard dashboard : Dashboard.all()) {
      Choice choice = choice(dashboard, List.of("latest:3", TrainedScenarios.ODD_NAME), "samples");
      for (Panel panel : dashboard.panels()) {
        List<Answer> both = new ArrayList<>(answers(panel, choice));
        both.addAll(withoutRuns.get(panel));
        for (Answer answer : both) {
          if (panel.type().equals("trend")) {
            panels.add(panel);
            input
                .addObject()
                .<ObjectNode>set("transformations", transformations(panel))
                .set("fields", answer.fields());
          }
        }
      }
    }

    JsonNode frames = GrafanaData.transformed(input);

    for (int index = 0; index < panels.size(); index++) {
      checkFrames(panels.get(index), frames.get(index));
    }
  }

  @Test
  void theVerdictIsTheCommandLines() throws InterruptedException {
    for (String run : SCENARIOS) {
      Answer answer =
          Answer.of(system.connection(), "SELECT verdict('%s', 100) AS words".formatted(run));
      assertThat(system.aggregator().verdict(run, 100)).isEqualTo(answer.column("words").get(0));
    }
  }

  private static JsonNode transformations(Panel panel) {
    JsonNode transformations = panel.json().path("transformations");
    return transformations.isMissingNode() ? new ObjectMapper().createArrayNode() : transformations;
  }

  /** What Grafana's trend panel asks for, or shows an error instead. */
  private static void checkFrames(Panel panel, JsonNode frames) {
    assertThat(frames).as("%s: frames", panel).hasSize(1);
    JsonNode fields = frames.get(0);
    String x = panel.json().path("options").path("xField").asText();
    List<String> names = fields.findValuesAsText("name");
    assertThat(names).as("%s", panel).contains(x).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    for (String column : panel.overriddenColumns()) {
      assertThat(names).as("%s: columns that are overridden", panel).contains(column);
    }
    for (JsonNode field : fields) {
      assertThat(field.path("type").asText())
          .as("%s: %s", panel, field.path("name"))
          .isEqualTo("number");
    }
    JsonNode values = fields.get(names.indexOf(x)).path("values");
    for (int i = 1; i < values.size(); i++) {
      assertThat(values.get(i).asDouble())
          .as("%s", panel)
          .isGreaterThan(values.get(i - 1).asDouble());
    }
  }

  /** Columns as the panel's type needs them, before transformations. */
  private static void checkColumns(Panel panel, Answer answer) {
    assertThat(answer.names()).as("%s", panel).doesNotHaveDuplicates();
    switch (panel.type()) {
      case "trend" -> {
        assertThat(answer.names().get(0)).as("%s", panel).isEqualTo("x");
        assertThat(answer.numbers("x")).as("%s: x", panel).doesNotContainNull().isSorted();
        if (panel.isTransformed()) {
          assertThat(answer.names()).as("%s", panel).containsExactly("x", "series", "value");
          assertThat(answer.types()).as("%s", panel).containsExactly("number", "string", "number");
          assertThat(answer.column("series")).as("%s", panel).doesNotContainNull();
        } else {
          assertThat(Set.copyOf(answer.types())).as("%s", panel).containsExactly("number");
          assertThat(answer.numbers("x")).as("%s: x", panel).doesNotHaveDuplicates();
        }
      }
      case "stat" -> {
        assertThat(answer.types()).as("%s", panel).containsExactly("string", "number");
        assertThat(answer.rows())
            .as("%s", panel)
            .allSatisfy(row -> assertThat(row.get(0)).isNotNull());
      }
      case "table" ->
          assertThat(answer.names()).as("%s", panel).containsAll(panel.overriddenColumns());
      default -> assertThat(answer.types()).as("%s", panel).contains("time", "number");
    }
  }

  private static String line(Panel panel, List<Answer> answers, long numbers, long milliseconds) {
    long rows = answers.stream().mapToLong(answer -> answer.rows().size()).sum();
    String columns = String.join(", ", answers.get(0).names());
    return "| %s | %s | %d | %d | %d |\n".formatted(panel, columns, rows, numbers, milliseconds);
  }

  /** A repeated panel has an answer for each series. */
  private static List<Answer> answers(Panel panel, Choice choice) {
    List<Answer> answers = new ArrayList<>();
    for (String sql : panel.sql()) {
      if (panel.isRepeated()) {
        for (String series : choice.values().get("series")) {
          answers.add(answer(choice.with("series", List.of(series)), sql));
        }
      } else {
        answers.add(answer(choice, sql));
      }
    }
    return answers;
  }

  private static Answer answer(Choice choice, String sql) {
    return Answer.of(system.connection(), choice.expand(sql));
  }

  private static List<String> named(Dashboard dashboard, String runs) {
    return switch (runs) {
      case "" -> List.of();
      case "odd" -> List.of(TrainedScenarios.ODD_NAME);
      case "two" -> SCENARIOS.subList(0, 2);
      case "All" -> choice(dashboard, null, "step").values().getOrDefault("run", List.of());
      default -> List.of(runs);
    };
  }

  /** Variables in their order, each asked with the values of those before; all that they offer. */
  private static Choice choice(Dashboard dashboard, List<String> runs, String axis) {
    Choice choice = Choice.none();
    for (JsonNode variable : dashboard.variables()) {
      String name = variable.path("name").asText();
      choice = choice.with(name, values(variable, choice, name, runs, axis));
    }
    return choice;
  }

  private static List<String> values(
      JsonNode variable, Choice choice, String name, List<String> runs, String axis) {
    if (name.equals("axis")) {
      return List.of(axis);
    }
    if (variable.path("type").asText().equals("query")) {
      Answer options = answer(choice, variable.path("query").asText());
      assertThat(options.rows()).as("options of %s", name).isNotEmpty();
      String column = options.names().contains("__value") ? "__value" : options.names().get(0);
      List<String> offered = options.column(column).stream().map(Object::toString).toList();
      if (variable.path("multi").asBoolean()) {
        return name.equals("run") && runs != null ? runs : offered;
      }
      assertThat(offered).as("options of %s", name).contains(current(variable));
    }
    return List.of(current(variable));
  }

  private static String current(JsonNode variable) {
    return variable.path("current").path("value").asText();
  }

  private static Dashboard dashboard(String name) {
    return Dashboard.all().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
  }
}
