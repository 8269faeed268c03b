package io.alphascope.trainerservice.plan;

import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.LoggedDownload;
import io.alphascope.workload.engine.DeviceRule;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The data sets and devices of this process. */
@Dependent
class Workloads {

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
}
