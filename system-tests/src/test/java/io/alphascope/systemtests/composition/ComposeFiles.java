package io.alphascope.systemtests.composition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The composition's files, as they lie in the repository. */
final class ComposeFiles {

  static final Path ROOT = Path.of("..");
  static final String MAIN = "docker-compose.yml";
  static final String LISTEN = "deploy/docker/listen.yml";
  static final List<String> ADDITIONS =
      List.of("deploy/docker/published.yml", LISTEN, "deploy/gpu/compose.yml");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");
  private static final Pattern SETTING = Pattern.compile("([A-Z_]+)=(.*)");

  private ComposeFiles() {}

  static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  static Map<String, Object> yaml(String file) throws IOException {
    return new Yaml().load(text(file));
  }

  /** Services of a compose file, anchors and merges resolved. */
  @SuppressWarnings("unchecked")
  static Map<String, Map<String, Object>> services(String file) throws IOException {
    return (Map<String, Map<String, Object>>) yaml(file).get("services");
  }

  static TreeSet<String> variables(String file) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    Matcher matcher = VARIABLE.matcher(text(file));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** What {@code .env} sets. */
  static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve(".env"))) {
      Matcher matcher = SETTING.matcher(line);
      if (matcher.matches()) {
        settings.put(matcher.group(1), matcher.group(2));
      }
    }
    return settings;
  }
}
