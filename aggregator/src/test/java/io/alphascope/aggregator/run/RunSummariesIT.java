package io.alphascope.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.sink.SeriesDatabase;
import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class RunSummariesIT {

  @Test
  void theFirstRowsMayBeStoredBetweenTwoStatements(TestDatabase empty) throws SQLException {
    try (SeriesDatabase database = new SeriesDatabase(empty);
        Connection connection = empty.connect()) {
      database.migrate("latest");
      Connection meanwhile =
          beforeTheSecondStatement(
              connection,
              () ->
                  database.store(
                      Observations.series(SeriesDatabase.RUN, SeriesDatabase.CURVATURE, 10, 1)));

      RunView.Observed first =
          new RunSummaries().of(SeriesDatabase.handle(meanwhile), SeriesDatabase.RUN);
      RunView.Observed later = new RunSummaries().of(database.handle, SeriesDatabase.RUN);

      assertThat(first.curvatures()).singleElement().matches(found -> found.observed() == 10);
      assertThat(first.observingSeconds()).isNull();
      assertThat(later.observingSeconds()).isNotNull();
    }
  }

  private interface Event {
    void happen() throws SQLException;
  }

  private static Connection beforeTheSecondStatement(Connection connection, Event event) {
    AtomicInteger statements = new AtomicInteger();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && statements.incrementAndGet() == 2) {
                event.happen();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }
}
