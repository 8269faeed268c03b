package io.alphascope.aggregator.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Stands for the trainer or the curvature service: answers, and remembers what it was asked. */
final class Neighbour implements AutoCloseable {

  /** With an empty body if there is none. */
  record Answer(int status, String body) {}

  private final HttpServer server;
  private final List<String> orders = new CopyOnWriteArrayList<>();
  private volatile Function<String, Answer> behaviour;

  /**
   * @param behaviour what it answers to an order such as {@code DELETE /runs/some}
   */
  Neighbour(Function<String, Answer> behaviour) {
    this.behaviour = behaviour;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  void behaves(Function<String, Answer> now) {
    behaviour = now;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String order = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    orders.add(order + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    Answer answer = behaviour.apply(order);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Method, path and authorization of each. */
  List<String> orders() {
    return orders;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
