package io.alphascope.trainerservice.run;

import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.engine.DeviceRule;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Data sets and devices of this process. */
@Dependent
class Workloads {

  private static final Logger LOG = Logger.getLogger(Workloads.class);

  @Produces
  @Singleton
  DatasetCatalog datasets(TrainerConfig config) {
    return DatasetCatalog.ofEnvironment(config.datasetFolder(), new LoggedDownload());
  }

  @Produces
  @Singleton
  DeviceRule devices() {
    return DeviceRule.ofEngine();
  }

  /** A line in the log for each tenth of a large file, and for each small one. */
  private static final class LoggedDownload implements DownloadProgress {

    private String file = "";
    private long tenths;

    @Override
    public synchronized void advanced(String downloading, long received, long total) {
      if (!file.equals(downloading)) {
        file = downloading;
        tenths = 0;
      }
      long reached = 10 * received / total;
      if (reached > tenths) {
        tenths = reached;
        LOG.infof("Downloading %s: %d %% of %d kB", file, 10 * tenths, total / 1000);
      }
    }
  }
}
