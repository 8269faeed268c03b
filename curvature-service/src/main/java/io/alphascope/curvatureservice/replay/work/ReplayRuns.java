package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.delivery.Delivery;
import io.alphascope.curvatureservice.kafka.KafkaProperties;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.ReplayChanged;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes this instance take part in every replay that is running. */
@ApplicationScoped
public class ReplayRuns {

  @Inject StepProcessor processor;
  @Inject KafkaProperties kafka;
  @Inject Delivery delivery;
  @Inject ReplayWorkers workers;
  @Inject Results results;
  @Inject Broker broker;

  private final Map<String, ReplayRun> runs = new ConcurrentHashMap<>();

  /** Takes the newest record of a replay. Called by a single thread. */
  public void changed(ReplayChanged replay) {
    ReplayRun run = runs.get(replay.getReplay());
    if (run != null) {
      run.changed(replay);
      if (!ReplayState.isRunning(replay)) {
        runs.remove(replay.getReplay());
      }
    } else if (ReplayState.isRunning(replay)) {
      ReplayReport report = new ReplayReport(results, broker.admin());
      ReplayRun started = new ReplayRun(replay, processor, kafka, delivery, workers, report);
      runs.put(replay.getReplay(), started);
      started.start();
    }
  }

  /** This instance stops; other instances, or this one after a restart, continue the replays. */
  public void stop() {
    runs.values().forEach(ReplayRun::close);
  }
}
