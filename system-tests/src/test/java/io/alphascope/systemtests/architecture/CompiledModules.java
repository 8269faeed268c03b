package io.alphascope.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled classes of all modules that run somewhere. This module is built after them. */
final class CompiledModules {
  private static final List<String> FOLDERS =
      List.of(
          "events",
          "workload",
          "curvature",
          "service",
          "trainer-service",
          "curvature-service",
          "aggregator",
          "deploy/local",
          "cli");

  static final JavaClasses CLASSES = read();

  private CompiledModules() {}

  private static JavaClasses read() {
    Path root = Path.of(System.getProperty("alphascope.home"));
    List<Path> folders =
        FOLDERS.stream().map(module -> root.resolve(module).resolve("target/classes")).toList();
    assertThat(folders)
        .as("compiled modules: build all of them, not this one alone")
        .allMatch(Files::isDirectory);
    return new ClassFileImporter().importPaths(folders);
  }
}
