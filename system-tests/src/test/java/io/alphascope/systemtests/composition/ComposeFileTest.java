package io.alphascope.systemtests.composition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the containers are confined, and that they find what they are given. */
class ComposeFileTest {

  /** Do their work at every start and end. */
  private static final Set<String> TASKS = Set.of("secrets", "database-roles", "backup");

  /** Root, to give each file to its reader; but without a network. */
  private static final Set<String> OF_ROOT = Set.of("secrets", "backup");

  private static final Set<String> BUILT =
      Set.of("trainer-service", "curvature-service", "aggregator");

  /** The training waits for Kafka's acknowledgements. */
  private static final Set<String> NEEDED_TO_TRAIN = Set.of("trainer-service", "kafka");

  @Test
  void everyPortIsOfThisMachineAlone() throws IOException {
    List<String> ports = new ArrayList<>();
    for (String file : allFiles()) {
      if (!file.equals(ComposeFiles.LISTEN)) {
        for (Map<String, Object> service : ComposeFiles.services(file).values()) {
          ports.addAll(strings(service, "ports"));
        }
      }
    }
    assertThat(ports).hasSize(5).allMatch(port -> port.startsWith("127.0.0.1:${ALPHASCOPE_"));
  }

  @Test
  void otherMachinesReachKafkaAloneAndOnlyWithTls() throws IOException {
    Map<String, Map<String, Object>> services = ComposeFiles.services(ComposeFiles.LISTEN);
    Map<?, ?> kafka = (Map<?, ?>) services.get("kafka").get("environment");

    assertThat(services.keySet()).containsExactlyInAnyOrder("secrets", "kafka");
    assertThat(services.get("secrets")).containsOnlyKeys("environment");
    assertThat(services.get("kafka").get("ports"))
        .isEqualTo(List.of("${ALPHASCOPE_LISTEN}:${ALPHASCOPE_LISTEN_PORT}:9095"));
    assertThat(kafka.get("KAFKA_LISTENERS").toString().split(","))
        .contains("OUTSIDE://:9095")
        .filteredOn(listener -> listener.endsWith(":9095"))
        .hasSize(1);
    assertThat(kafka.get("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP").toString().split(","))
        .contains("OUTSIDE:SASL_SSL");
  }

  @Test
  void everyContainerIsConfined() throws IOException {
    ComposeFiles.services(ComposeFiles.MAIN)
        .forEach(
            (name, service) -> {
              assertThat(service)
                  .as(name)
                  .containsEntry("read_only", true)
                  .containsEntry("cap_drop", List.of("ALL"))
                  .containsEntry("security_opt", List.of("no-new-privileges:true"))
                  .doesNotContainKeys(
                      "privileged", "container_name", "network", "cgroup", "devices");
              if (OF_ROOT.contains(name)) {
                assertThat(service).containsEntry("network_mode", "none");
              } else {
                assertThat(service).as(name).doesNotContainKey("cap_add");
              }
              if (!BUILT.contains(name) && !OF_ROOT.contains(name)) {
                assertThat((String) service.get("user")).as(name).matches("[1-9][0-9]*:[0-9]+");
              }
            });
  }

  @Test
  void whatShallRunIsRestartedAndBounded() throws IOException {
    ComposeFiles.services(ComposeFiles.MAIN)
        .forEach(
            (name, service) -> {
              assertThat(service.get("logging").toString()).as(name).contains("max-size");
              if (TASKS.contains(name)) {
                assertThat(service).as(name).containsEntry("restart", "no");
              } else {
                assertThat(service)
                    .as(name)
                    .containsEntry("restart", "unless-stopped")
                    .containsEntry("init", true)
                    .containsKeys("mem_limit", "pids_limit");
                // The services' own is in their image.
                assertThat(service.containsKey("healthcheck"))
                    .as(name)
                    .isNotEqualTo(BUILT.contains(name));
              }
            });
  }

  /** Not set, a weight is Docker's default: 1024, or 100 where cgroups are of version 2. */
  @Test
  void trainingComesBeforeObserving() throws IOException {
    ComposeFiles.services(ComposeFiles.MAIN)
        .forEach(
            (name, service) -> {
              if (TASKS.contains(name) || NEEDED_TO_TRAIN.contains(name)) {
                assertThat(service).as(name).doesNotContainKey("cpu_shares");
              } else {
                assertThat(service.get("cpu_shares"))
                    .as(name)
                    .asString()
                    .startsWith("${ALPHASCOPE_OBSERVING_CPU_SHARES");
              }
            });
    assertThat(Integer.parseInt(ComposeFiles.settings().get("ALPHASCOPE_OBSERVING_CPU_SHARES")))
        .isBetween(2, 100);
  }

  @Test
  void theCurvatureServiceCanBeScaled() throws IOException {
    assertThat(ComposeFiles.services(ComposeFiles.MAIN).get("curvature-service"))
        .doesNotContainKeys("ports", "container_name", "hostname");
  }

  @Test
  void noEnvironmentHoldsASecret() throws IOException {
    for (String file : allFiles()) {
      for (Map<String, Object> service : ComposeFiles.services(file).values()) {
        Object environment = service.get("environment");
        if (environment instanceof Map<?, ?> variables) {
          variables.forEach(
              (name, value) -> {
                if (name.toString().matches(".*(PASSWORD|TOKEN|SECRET|JAAS).*")) {
                  assertThat(name.toString()).endsWith("_FILE");
                  assertThat(value.toString()).startsWith("/secrets/");
                }
              });
        }
      }
    }
  }

  @Test
  void whatIsMountedIsThere() throws IOException {
    Set<?> volumes = ((Map<?, ?>) ComposeFiles.yaml(ComposeFiles.MAIN).get("volumes")).keySet();
    for (Map<String, Object> service : ComposeFiles.services(ComposeFiles.MAIN).values()) {
      for (String mount : strings(service, "volumes")) {
        String source = mount.substring(0, mount.lastIndexOf(":/"));
        if (source.startsWith("./")) {
          assertThat(ComposeFiles.ROOT.resolve(source)).exists();
          assertThat(mount).endsWith(":ro");
        } else {
          assertThat(volumes.contains(source)).as(source).isTrue();
        }
      }
    }
  }

  /** A named folder without data is refused, so the folder that is mounted anyway is not named. */
  @Test
  void aFolderOfDataIsNamedOnlyWhereTheSettingNamesOne() throws IOException {
    assertThat(ComposeFiles.settings()).containsEntry("ALPHASCOPE_DATA", "");
    for (String name : List.of("trainer-service", "curvature-service")) {
      Map<String, Object> service = ComposeFiles.services(ComposeFiles.MAIN).get(name);
      assertThat((Map<?, ?>) service.get("environment"))
          .extracting("ALPHASCOPE_DATA")
          .isEqualTo("${ALPHASCOPE_DATA:+/data}");
      assertThat(service.get("volumes").toString())
          .contains("source=${ALPHASCOPE_DATA:-./deploy/data}, target=/data, read_only=true");
    }
    assertThat(ComposeFiles.ROOT.resolve("deploy/data")).isDirectory();
  }

  /** Data sets can be had again; everything else belongs together. */
  @Test
  void aBackupHoldsEveryOtherVolume() throws IOException {
    Set<?> volumes = ((Map<?, ?>) ComposeFiles.yaml(ComposeFiles.MAIN).get("volumes")).keySet();

    assertThat(strings(ComposeFiles.services(ComposeFiles.MAIN).get("backup"), "volumes"))
        .containsExactlyInAnyOrderElementsOf(
            volumes.stream()
                .filter(volume -> !volume.equals("datasets"))
                .map(volume -> volume + ":/volumes/" + volume)
                .toList());
  }

  @Test
  void imagesOfTheServicesRunAsSomebodyAndSayHowTheyAre() throws IOException {
    List<String> lines = Files.readAllLines(ComposeFiles.ROOT.resolve("deploy/docker/Dockerfile"));
    Map<String, String> settings = ComposeFiles.settings();

    assertThat(lines)
        .contains("ARG MAVEN_IMAGE=" + settings.get("ALPHASCOPE_MAVEN_IMAGE"))
        .contains("ARG JAVA_IMAGE=" + settings.get("ALPHASCOPE_JAVA_IMAGE"))
        .contains("USER 10001:10000", "USER 10002:10000")
        .anyMatch(line -> line.startsWith("HEALTHCHECK"))
        .noneMatch(line -> line.startsWith("USER root") || line.startsWith("USER 0"));
  }

  @Test
  void everyServiceIsAskedForItsMetrics() throws IOException {
    List<?> jobs =
        (List<?>) ComposeFiles.yaml("deploy/prometheus/prometheus.yml").get("scrape_configs");

    assertThat(jobs.stream().map(job -> ((Map<?, ?>) job).get("job_name").toString()).toList())
        .containsAll(BUILT);
  }

  @Test
  void dataSourcesHaveTheUidsThatDashboardsName() throws IOException {
    Path file = Path.of("deploy/grafana/provisioning/datasources/alphascope.yaml");
    List<?> sources = (List<?>) ComposeFiles.yaml(file.toString()).get("datasources");

    assertThat(sources.stream().map(source -> ((Map<?, ?>) source).get("uid")).toList())
        .isEqualTo(List.of("alphascope-postgres", "alphascope-prometheus"));
    assertThat(ComposeFiles.text(file.toString()))
        .contains("user: grafana_reader", "password: $__file{/secrets/");
  }

  private static List<String> allFiles() {
    return Stream.concat(Stream.of(ComposeFiles.MAIN), ComposeFiles.ADDITIONS.stream()).toList();
  }

  private static List<String> strings(Map<String, Object> service, String key) {
    return service.get(key) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
