package io.alphascope.curvatureservice.decode;

import io.alphascope.curvatureservice.machine.LackException;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Data sets by name. One that could not be opened is not tried again for a while, so that a run of
 * many steps does not wait for a failing download with each of them. Thread-safe.
 */
public final class Datasets {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private record Failure(LackException reason, Instant at) {}

  private final Function<String, Dataset> open;
  private final Clock clock;
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  /**
   * @param open {@link DatasetCatalog#open}
   */
  public Datasets(Function<String, Dataset> open, Clock clock) {
    this.open = open;
    this.clock = clock;
  }

  /**
   * Opens a data set, or returns it again.
   *
   * @throws LackException if this machine does not have it, or its files here are broken
   */
  public Dataset open(String name) {
    Failure failure = failures.get(name);
    if (failure != null && clock.instant().isBefore(failure.at().plus(RETRY_AFTER))) {
      throw failure.reason();
    }
    try {
      Dataset dataset = open.apply(name);
      failures.remove(name);
      return dataset;
    } catch (DatasetException unavailable) {
      LackException lack = LackException.ofDataset(name, unavailable.getMessage(), unavailable);
      failures.put(name, new Failure(lack, clock.instant()));
      throw lack;
    }
  }
}
