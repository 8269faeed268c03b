package io.alphascope.systemtests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md against the settings of the services, as compiled. */
class ConfigurationReferenceTest {

  private static final Path ROOT = Path.of("..");
  private static final List<String> SERVICES =
      List.of("service", "trainer-service", "curvature-service", "aggregator");
  private static final String CONFIG_MAPPING = "io.smallrye.config.ConfigMapping";
  private static final String WITH_DEFAULT = "io.smallrye.config.WithDefault";
  private static final String NONE = "–";

  @Test
  void theReferenceListsEverySettingWithItsDefaultAndNoOther() throws IOException {
    assertThat(documented()).isEqualTo(settings());
  }

  /** Rows of the form | `setting` | meaning | default |. */
  private static Map<String, String> documented() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/configuration.md")).stream()
        .filter(line -> line.startsWith("| `alphascope."))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
        .collect(
            Collectors.toMap(
                cells -> cells.get(1).replace("`", ""),
                cells -> cells.get(cells.size() - 1).replace("`", ""),
                (one, two) -> one + " and " + two,
                TreeMap::new));
  }

  private static Map<String, String> settings() {
    JavaClasses classes =
        new ClassFileImporter()
            .importPaths(
                SERVICES.stream()
                    .map(service -> ROOT.resolve(service).resolve("target/classes"))
                    .toList());
    Map<String, String> settings = new TreeMap<>();
    for (JavaClass type : classes) {
      type.tryGetAnnotationOfType(CONFIG_MAPPING)
          .ifPresent(mapping -> collect(type, text(mapping, "prefix"), settings));
    }
    assertThat(settings).as("settings of services that are built").isNotEmpty();
    return settings;
  }

  private static void collect(JavaClass group, String prefix, Map<String, String> settings) {
    for (JavaMethod method : group.getMethods()) {
      if (!method.getModifiers().contains(JavaModifier.ABSTRACT)) {
        continue;
      }
      String name = prefix + "." + kebabCase(method.getName());
      JavaClass type = method.getRawReturnType();
      if (type.isInterface() && type.getPackageName().startsWith("io.alphascope")) {
        collect(type, name, settings);
      } else {
        String value =
            method
                .tryGetAnnotationOfType(WITH_DEFAULT)
                .map(annotation -> text(annotation, "value"))
                .orElse(NONE);
        // Where services share a setting, they must agree on its default.
        settings.merge(name, value, (one, two) -> one.equals(two) ? one : one + " and " + two);
      }
    }
  }

  private static String text(JavaAnnotation<?> annotation, String property) {
    return annotation.get(property).orElseThrow().toString();
  }

  private static String kebabCase(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
