package io.alphascope.curvatureservice.startup;

import ai.djl.Device;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig.Products;
import io.alphascope.curvatureservice.decode.Datasets;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import io.alphascope.curvatureservice.observe.StepObservation;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.runs.RunsTopic;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.RequiredTopics;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.LoggedDownload;
import io.alphascope.workload.engine.DeviceRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Makes the parts that do not depend on CDI. */
@ApplicationScoped
public class Wiring {

  @Produces
  @Singleton
  StepObserver observer(CurvatureServiceConfig config) {
    // DJL reads these when it loads PyTorch. Several workers of one thread each are faster than one
    // worker whose operations use several threads.
    System.getProperties().putIfAbsent("ai.djl.pytorch.num_threads", "1");
    System.getProperties().putIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
    Device device = DeviceRule.ofEngine().choose(config.curvature().device());
    return config.curvature().products() == Products.ON
        ? StepObserver.withProducts(device)
        : StepObserver.withoutProducts(device);
  }

  void stop(@Disposes StepObserver observer) {
    observer.close();
  }

  @Produces
  @Singleton
  StepObservation observation(StepObserver observer) {
    return (step, request, batches) -> observer.observe(step, request, batches, null, null);
  }

  @Produces
  @Singleton
  RequiredTopics topics() {
    return RequiredTopics.of(
        Topic.STEPS, Topic.RUNS, Topic.OBSERVATIONS, Topic.REPLAYS, Topic.STEPS_DEAD_LETTER);
  }

  @Produces
  @Singleton
  Datasets datasets(CurvatureServiceConfig config) {
    DatasetCatalog catalog =
        DatasetCatalog.ofEnvironment(config.datasetFolder(), new LoggedDownload());
    return new Datasets(catalog::open, Clock.systemUTC());
  }

  @Produces
  @Singleton
  StepProcessor processor(
      CurvatureServiceConfig config,
      Datasets datasets,
      StepObservation observation,
      RunsTopic runs,
      ServiceMetrics metrics) {
    return new StepProcessor(
        new StepDecoder(datasets),
        observation,
        config.curvature().curvatures(),
        config.curvature().observables().orElse(List.of()),
        runs,
        metrics,
        Clock.systemUTC());
  }
}
