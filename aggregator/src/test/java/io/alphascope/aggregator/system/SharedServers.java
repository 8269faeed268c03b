package io.alphascope.aggregator.system;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Servers that the test classes of this JVM share, started for the first that asks: one PostgreSQL,
 * of which each {@link TestDatabase} is a new database, and one {@link RunningAggregator} without
 * settings, in which each class uses runs of its own.
 */
public final class SharedServers implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedServers.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestDatabase.class || type == RunningAggregator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Closes what it holds after the last class, what came last first.
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    TestPostgres postgres =
        store.getOrComputeIfAbsent(
            TestPostgres.class, key -> new TestPostgres(), TestPostgres.class);
    if (parameter.getParameter().getType() == TestDatabase.class) {
      return postgres.newDatabase();
    }
    return store.getOrComputeIfAbsent(
        RunningAggregator.class,
        key -> RunningAggregator.started(postgres.newDatabase()),
        RunningAggregator.class);
  }
}
