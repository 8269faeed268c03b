package io.alphascope.aggregator.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.events.test.BoundProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A headless Chromium with one page, spoken to by the Chrome DevTools Protocol
 * (https://chromedevtools.github.io/devtools-protocol/): no driver, nothing to download.
 */
public final class Browser implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> exceptions = new CopyOnWriteArrayList<>();

  /** The system property {@code alphascope.chromium}, else where distributions install it. */
  public static Optional<Path> installed() {
    return Stream.of(
            System.getProperty("alphascope.chromium", ""),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  public Browser(Path executable) {
    try {
      profile = Files.createTempDirectory("browser");
      process =
          BoundProcess.builder(
                  executable.toString(),
                  "--headless=new",
                  // Root has no other way, and only our own page is opened.
                  "--no-sandbox",
                  "--disable-gpu",
                  // Nothing is drawn sixty times a second for nobody.
                  "--force-prefers-reduced-motion",
                  "--disable-dev-shm-usage",
                  "--window-size=1400,1000",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      HttpClient client = HttpClient.newHttpClient();
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(pageSocket(client), new Listener())
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(executable + " does not start", e);
    }
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
  }

  private URI pageSocket(HttpClient client) {
    Path announced = profile.resolve("DevToolsActivePort");
    return Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .failFast("the browser ended", () -> !process.isAlive())
        .until(
            () -> {
              String port = Files.readAllLines(announced).get(0);
              URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
              HttpRequest request = HttpRequest.newBuilder(list).build();
              String targets = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
              for (JsonNode target : JSON.readTree(targets)) {
                if (target.get("type").asText().equals("page")) {
                  return URI.create(target.get("webSocketDebuggerUrl").asText());
                }
              }
              return null;
            },
            found -> found != null);
  }

  /** Opens a page afresh, even if only the address's fragment differs. */
  public void open(String address) {
    call("Page.navigate", Map.of("url", "about:blank"));
    await("location.href === 'about:blank'");
    call("Page.navigate", Map.of("url", address));
    await("location.href !== 'about:blank' && document.readyState === 'complete'");
  }

  public void prefersDark(boolean dark) {
    Map<String, String> feature =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  public void width(int pixels) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", pixels < 600));
  }

  /** Runs before the scripts of every page opened from now on, until it is taken back. */
  public String beforeEveryPage(String script) {
    return call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
        .get("identifier")
        .asText();
  }

  public void takeBack(String identifier) {
    call("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", identifier));
  }

  /** The value of a JavaScript expression in the page. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  /** Waits until a JavaScript condition holds; it may fail before. */
  public void await(String condition) {
    Awaitility.await(condition)
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> evaluate("Boolean(" + condition + ")").asBoolean());
  }

  /** What scripts of the page threw and did not catch. */
  public List<String> exceptions() {
    return List.copyOf(exceptions);
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    JsonNode found = answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    if (found.has("error")) {
      throw new IllegalStateException(method + ": " + found.get("error"));
    }
    return found.get("result");
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        accept(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void accept(String text) {
      try {
        JsonNode received = JSON.readTree(text);
        if (received.has("id")) {
          answers.remove(received.get("id").asInt()).complete(received);
        } else if (received.path("method").asText().equals("Runtime.exceptionThrown")) {
          exceptions.add(received.at("/params/exceptionDetails").toString());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(text, e);
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    // Its children may still be writing for a moment.
    Awaitility.await().atMost(LIMIT).ignoreExceptions().until(this::deleteProfile);
  }

  private boolean deleteProfile() throws IOException {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    return true;
  }
}
