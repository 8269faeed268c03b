package io.alphascope.systemtests.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code .env} sets what the compose files ask for, explains it, and holds no secret. */
class EnvironmentFileTest {

  @Test
  void setsWhatIsAskedForAndNothingElse() throws IOException {
    TreeSet<String> asked = ComposeFiles.variables(ComposeFiles.MAIN);
    for (String addition : ComposeFiles.ADDITIONS) {
      asked.addAll(ComposeFiles.variables(addition));
    }
    // Compose's own.
    asked.addAll(List.of("COMPOSE_FILE", "COMPOSE_PROFILES"));

    assertThat(ComposeFiles.settings().keySet()).isEqualTo(asked);
  }

  @Test
  void explainsEverySetting() throws IOException {
    String before = "";
    for (String line : Files.readAllLines(ComposeFiles.ROOT.resolve(".env"))) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        // A comment may stand above several settings that belong together.
        assertThat(before).as("line above %s", line).isNotEmpty();
      }
      before = line;
    }
  }

  @Test
  void givesEverySettingAValueUnlessItIsOptional() throws IOException {
    Map<String, String> settings = ComposeFiles.settings();
    settings
        .keySet()
        .removeAll(
            List.of(
                "ALPHASCOPE_ACCESS_HOSTS",
                "ALPHASCOPE_DATA",
                "ALPHASCOPE_LISTEN",
                "ALPHASCOPE_OBSERVABLES"));

    assertThat(settings.values()).noneMatch(String::isBlank);
  }

  @Test
  void namesNoSecret() throws IOException {
    assertThat(ComposeFiles.settings().keySet())
        .noneMatch(name -> name.matches(".*(PASSWORD|SECRET|TOKEN|JAAS).*"));
  }

  @Test
  void pinsTheVersionOfEveryImage() throws IOException {
    ComposeFiles.settings()
        .forEach(
            (name, value) -> {
              if (name.endsWith("_IMAGE")) {
                assertThat(value)
                    .as(name)
                    .matches("[a-z/-]+:[a-z]*[0-9].*")
                    .doesNotEndWith("latest");
              }
            });
  }

  @Test
  void agreesWithTheDefaultsOfTheServices() throws IOException {
    Map<String, String> settings = ComposeFiles.settings();
    StreamSettings defaults = StreamSettings.defaults();

    assertThat(settings)
        .containsEntry(
            "ALPHASCOPE_LARGEST_EVENT_BYTES", Integer.toString(defaults.largestEventBytes()))
        .containsEntry("ALPHASCOPE_PARTITIONS", Integer.toString(defaults.partitions()))
        .containsEntry(
            "ALPHASCOPE_STEPS_RETENTION_BYTES", Long.toString(defaults.stepsRetentionBytes()))
        .containsEntry("ALPHASCOPE_STEPS_RETENTION", defaults.stepsRetention().toDays() + "d");
    assertThat(Long.parseLong(settings.get("ALPHASCOPE_KAFKA_LARGEST_REQUEST")))
        .isGreaterThan(defaults.largestRecordBytes());
  }
}
