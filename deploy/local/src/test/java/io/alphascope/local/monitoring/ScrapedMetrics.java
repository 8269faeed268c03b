package io.alphascope.local.monitoring;

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
 * @param families names as in {@code # TYPE}
 * @param samples names as in expressions: of a histogram those with {@code _bucket} and so on
 */
public record ScrapedMetrics(Set<String> families, Set<String> samples) {
  private static final String TYPE = "# TYPE ";

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
        families.add(line.substring(TYPE.length(), line.lastIndexOf(' ')));
      } else if (!line.startsWith("#")) {
        samples.add(line.split("[{ ]", 2)[0]);
      }
    }
    return new ScrapedMetrics(families, samples);
  }
}
