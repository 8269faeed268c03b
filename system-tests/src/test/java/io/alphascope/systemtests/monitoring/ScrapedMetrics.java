package io.alphascope.systemtests.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a service tells Prometheus.
 *
 * @param families names as in {@code # TYPE}, counters with {@code _total}
 * @param samples names as in expressions: of a histogram those with {@code _bucket} and so on
 */
public record ScrapedMetrics(Set<String> families, Set<String> samples) {
  private static final String TYPE = "# TYPE ";
  private static final String COUNTER_SUFFIX = "_total";

  public static ScrapedMetrics of(String url) throws IOException, InterruptedException {
    List<String> lines =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofLines())
            .body()
            .toList();
    Set<String> families = new TreeSet<>();
    Set<String> samples = new TreeSet<>();
    for (String line : lines) {
      if (line.startsWith(TYPE)) {
        families.add(family(line.substring(TYPE.length()).split(" ")));
      } else if (!line.startsWith("#")) {
        samples.add(line.split("[{ ]", 2)[0]);
      }
    }
    return new ScrapedMetrics(families, samples);
  }

  /** In OpenMetrics, which is told to who names no other format, a counter's type is without it. */
  private static String family(String[] nameAndType) {
    String name = nameAndType[0];
    boolean bare = nameAndType[1].equals("counter") && !name.endsWith(COUNTER_SUFFIX);
    return bare ? name + COUNTER_SUFFIX : name;
  }
}
