package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.delivery.Delivery;
import io.alphascope.curvatureservice.kafka.KafkaProperties;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.ReplayChanged;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Has this instance take part in every replay that is running. */
@ApplicationScoped
public class ReplayRuns {

  private final StepProcessor processor;
  private final KafkaProperties kafka;
  private final Delivery delivery;
  private final ReplayWorkers workers;
  private final Results results;
  private final Broker broker;
  private final Map<String, ReplayRun> runs = new ConcurrentHashMap<>();

  ReplayRuns(
      StepProcessor processor,
      KafkaProperties kafka,
      Delivery delivery,
      ReplayWorkers workers,
      Results results,
      Broker broker) {
    this.processor = processor;
    this.kafka = kafka;
    this.delivery = delivery;
    this.workers = workers;
    this.results = results;
    this.broker = broker;
  }

  /** Tells what holds of a replay now. Of one thread. */
  public void changed(ReplayChanged replay) {
    ReplayRun run = runs.get(replay.getReplay());
    if (run != null) {
      run.changed(replay);
      if (!ReplayState.isRunning(replay)) {
        runs.remove(replay.getReplay());
      }
    } else if (ReplayState.isRunning(replay)) {
      ReplayReport report = new ReplayReport(results, broker.admin(), Clock.systemUTC());
      ReplayRun begun = new ReplayRun(replay, processor, kafka, delivery, workers, report);
      runs.put(replay.getReplay(), begun);
      begun.start();
    }
  }

  /** This instance stops; others, or its successor, go on. */
  public void stop() {
    runs.values().forEach(ReplayRun::close);
  }
}
