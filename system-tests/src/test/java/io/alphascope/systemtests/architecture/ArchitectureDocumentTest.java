package io.alphascope.systemtests.architecture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the list of packages in docs/architecture.md with the compiled classes. */
class ArchitectureDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs/architecture.md");
  private static final String BASE = "io.alphascope.";

  /** A module and its packages: {@code curvature · ▸ quantity ▸ operator ▸ layer ▸ line step}. */
  private static final Pattern LINE = Pattern.compile("([a-z/-]+) +([a-z. ]*·?[a-z. ]*▸.*)");

  /** Of each package, its place among those of its module: 0 for the leftmost. */
  private final Map<String, Integer> places = new HashMap<>();

  private final Map<String, TreeSet<String>> documented = new TreeMap<>();

  ArchitectureDocumentTest() throws IOException {
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher module = LINE.matcher(line);
      if (module.matches()) {
        read(module.group(1).replace("deploy/", "").replace("-", ""), module.group(2).split("▸"));
      }
    }
  }

  private void read(String module, String[] levels) {
    for (int place = 0; place < levels.length; place++) {
      for (String name : levels[place].strip().split(" +")) {
        String packageName = BASE + module + (name.equals("·") ? "" : "." + name);
        places.put(packageName, place);
        documented.computeIfAbsent(module, key -> new TreeSet<>()).add(packageName);
      }
    }
  }

  @Test
  void everyPackageIsListed() {
    Map<String, TreeSet<String>> compiled =
        CompiledModules.CLASSES.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(BASE))
            .collect(
                groupingBy(
                    ArchitectureDocumentTest::moduleOf,
                    TreeMap::new,
                    mapping(name -> name, toCollection(TreeSet::new))));
    assertThat(documented).isEqualTo(compiled);
  }

  @Test
  void everyPackageUsesOnlyPackagesToItsRight() {
    for (JavaClass type : CompiledModules.CLASSES) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = type.getPackageName();
        String to = dependency.getTargetClass().getPackageName();
        if (!from.equals(to) && to.startsWith(BASE) && moduleOf(from).equals(moduleOf(to))) {
          assertThat(places.get(to)).as("%s uses %s", from, to).isGreaterThan(places.get(from));
        }
      }
    }
  }

  private static String moduleOf(String packageName) {
    return packageName.substring(BASE.length()).split("\\.")[0];
  }
}
