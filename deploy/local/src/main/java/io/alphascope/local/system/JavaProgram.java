package io.alphascope.local.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A child JVM. Its arguments lie in a file, so that class paths of any length work and the command
 * line stays readable in a list of processes.
 *
 * @param options for the JVM
 * @param target what it runs: {@code -jar X}, or a main class and its arguments
 */
record JavaProgram(List<String> options, List<String> target) {

  /** Writes the arguments; the command that reads them. */
  List<String> command(Path argumentFile) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(target);
    Files.writeString(
        argumentFile,
        all.stream().map(JavaProgram::quoted).collect(Collectors.joining("\n", "", "\n")));
    return List.of(java().toString(), "@" + argumentFile);
  }

  /** The launcher's own java. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
