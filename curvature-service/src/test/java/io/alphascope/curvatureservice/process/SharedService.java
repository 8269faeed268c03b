package io.alphascope.curvatureservice.process;

import io.alphascope.events.test.EmbeddedKafka;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One service with a broker and a client, for the test classes of this JVM that only send it steps
 * and reports of runs of their own. It has little patience with clients that fall silent.
 */
final class SharedService implements AutoCloseable {

  private final EmbeddedKafka kafka = new EmbeddedKafka();
  final ServiceProcess process =
      new ServiceProcess(
          kafka.bootstrapServers(), Map.of("alphascope.curvature.publisher-silence", "2s"));
  final TestClient client;

  private SharedService() {
    try {
      client = new TestClient(kafka.bootstrapServers());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    process.awaitReady();
  }

  @Override
  public void close() {
    process.close();
    client.close();
    kafka.close();
  }

  /** Starts it for the first class that asks, and closes it after the last class. */
  static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SharedService.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(SharedService.class))
          .getOrComputeIfAbsent(
              SharedService.class, key -> new SharedService(), SharedService.class);
    }
  }
}
