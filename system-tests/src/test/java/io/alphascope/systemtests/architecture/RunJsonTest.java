package io.alphascope.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The JSON of a run. The aggregator writes what it has stored, the trainer what it knows of its own
 * runs, and the command line reads both, so there are three records; their names must agree.
 */
class RunJsonTest {
  private static final Set<String> READ = names("io.alphascope.cli.client.Run");
  private static final Set<String> STORED = names("io.alphascope.aggregator.run.RunView");
  private static final Set<String> TRAINED = names("io.alphascope.trainerservice.rest.RunView");

  /** Only the trainer of a run knows these. */
  private static final Set<String> ONLY_TRAINED = Set.of("datasetNote", "warnings");

  @Test
  void everyNameThatTheCommandLineReadsIsWritten() {
    assertThat(READ).isNotEmpty();
    assertThat(READ)
        .allMatch(name -> STORED.contains(name) || ONLY_TRAINED.contains(name))
        .filteredOn(ONLY_TRAINED::contains)
        .isSubsetOf(TRAINED);
  }

  @Test
  void whatBothServicesWriteHasOneName() {
    Set<String> specification = new TreeSet<>(TRAINED);
    specification.removeIf(name -> !name.startsWith("specification."));
    // A mean for each channel; the database has no place for it.
    specification.remove("specification.normalisation.means");
    specification.remove("specification.normalisation.standardDeviations");
    assertThat(STORED).containsAll(specification);
  }

  /** Names as in the JSON, but in camel case: {@code specification.optimizer.name}. */
  private static Set<String> names(String record) {
    Set<String> names = new TreeSet<>();
    addNames(names, "", CompiledModules.CLASSES.get(record));
    return names;
  }

  private static void addNames(Set<String> names, String prefix, JavaClass record) {
    for (JavaField component : record.getFields()) {
      if (component.getModifiers().contains(JavaModifier.STATIC)) {
        continue;
      }
      boolean unwrapped =
          component.isAnnotatedWith("com.fasterxml.jackson.annotation.JsonUnwrapped");
      JavaClass type = elementType(component.getType());
      if (type.isRecord()) {
        addNames(names, unwrapped ? prefix : prefix + component.getName() + ".", type);
      } else {
        names.add(prefix + component.getName());
      }
    }
  }

  /** Of a list, the type of its elements. */
  private static JavaClass elementType(JavaType type) {
    return type instanceof JavaParameterizedType list
        ? list.getActualTypeArguments().get(0).toErasure()
        : type.toErasure();
  }
}
