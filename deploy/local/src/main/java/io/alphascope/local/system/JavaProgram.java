package io.alphascope.local.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A child JVM. Its arguments lie in a file, so that class paths of any length work and the command
 * line stays readable in a list of processes.
 */
final class JavaProgram {

  private JavaProgram() {}

  /** Writes the arguments; the command that reads them. */
  static List<String> command(List<String> arguments, Path file) throws IOException {
    Files.writeString(
        file,
        arguments.stream().map(JavaProgram::quoted).collect(Collectors.joining("\n", "", "\n")));
    return List.of(java().toString(), "@" + file);
  }

  /** The launcher's own java. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
