package io.alphascope.curvatureservice.replay;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvatureservice.decode.Datasets;
import io.alphascope.curvatureservice.machine.LackException;
import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.kept.StepsTopic;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Decides whether a replay can be begun; says why not, and what there is. */
@ApplicationScoped
public class ReplayRequests {

  public static final String LATEST = "latest";

  private static final Logger LOG = Logger.getLogger(ReplayRequests.class);

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss").withZone(ZoneOffset.UTC);
  private final StepsTopic stepsTopic;
  private final Datasets datasets;

  @Inject
  ReplayRequests(StepsTopic stepsTopic, Datasets datasets) {
    this.stepsTopic = stepsTopic;
    this.datasets = datasets;
  }

  /**
   * A running replay for this request.
   *
   * @param request its run may be {@code latest}
   * @throws RefusedException if it cannot be carried out
   */
  ReplayChanged check(ReplayRequest request, Instant now) throws InterruptedException {
    List<CurvatureName> curvatures = curvatures(request);
    Map<String, KnownRun> runs = stepsTopic.runs();
    ReplayRequest meant =
        request.toBuilder()
            .setRun(run(request.getRun(), runs))
            .clearCurvatures()
            .addAllCurvatures(curvatures.stream().map(CurvatureName::toString).toList())
            .build();
    if (stepsTopic.partitions().stream().allMatch(one -> one.getEnd() <= one.getBegin())) {
      throw conflict(
          "training.steps is empty: there is nothing to replay until steps are published");
    }
    Collection<KnownRun> asked =
        meant.getRun().isEmpty() ? runs.values() : List.of(runs.get(meant.getRun()));
    if (!meant.getRun().isEmpty()) {
      KnownRun run = runs.get(meant.getRun());
      checkSteps(meant, run);
      curvatures.forEach(name -> checkBatch(name, run));
      checkKept(meant, run);
    }
    ReplayChanged.Builder replay =
        ReplayChanged.newBuilder()
            .setReplay(id(now))
            .setRequest(meant)
            .setState(ReplayChanged.State.RUNNING)
            .setCreated(Timestamps.of(now))
            .setUpdated(Timestamps.of(now))
            .addAllPartitions(
                meant.getRun().isEmpty()
                    ? stepsTopic.partitions()
                    : stepsTopic.partitions(runs.get(meant.getRun())))
            .setStepsSkipped(asked.stream().mapToLong(one -> one.run().getStepsSkipped()).sum());
    published(meant, asked).ifPresent(replay::setStepsPublished);
    return replay.build();
  }

  /** Why another replay that asks the same is not begun. */
  static RefusedException runningAlready(ReplayChanged same) {
    return conflict(
        "replay %s is running and asks the same: follow it, or cancel it first"
            .formatted(same.getReplay()));
  }

  private static List<CurvatureName> curvatures(ReplayRequest request) {
    if (request.getCurvaturesCount() == 0) {
      throw new RefusedException(
          "curvatures: name at least one, such as [\"ggn\", \"hessian@test:256\"]");
    }
    try {
      return request.getCurvaturesList().stream()
          .map(String::strip)
          .map(CurvatureName::parse)
          .distinct()
          .toList();
    } catch (IllegalArgumentException unknown) {
      throw new RefusedException(Reason.MISTAKE, unknown.getMessage(), unknown);
    }
  }

  /** An id, or nothing for all. */
  private static String run(String asked, Map<String, KnownRun> runs) {
    if (runs.isEmpty()) {
      throw new RefusedException(
          Reason.UNKNOWN, "there is no run yet: train one, or publish steps, first");
    }
    if (asked.equals(LATEST)) {
      return newestFirst(runs).get(0);
    }
    if (!asked.isEmpty() && !runs.containsKey(asked)) {
      throw RefusedException.unknownRun(asked, newestFirst(runs));
    }
    return asked;
  }

  private static List<String> newestFirst(Map<String, KnownRun> runs) {
    return runs.values().stream()
        .map(KnownRun::run)
        .sorted(
            Comparator.comparing((RunChanged run) -> Timestamps.instant(run.getStarted()))
                .reversed())
        .map(RunChanged::getRun)
        .toList();
  }

  private static void checkSteps(ReplayRequest request, KnownRun run) {
    if (request.hasFirstStep()
        && request.hasLastStep()
        && request.getFirstStep() > request.getLastStep()) {
      throw new RefusedException(
          "steps: the first, %d, lies behind the last, %d"
              .formatted(request.getFirstStep(), request.getLastStep()));
    }
    OptionalLong last = run.lastStep();
    if (last.isEmpty()) {
      if (!run.isForeign() && !run.isRunning()) {
        throw conflict("run %s has published no step".formatted(request.getRun()));
      }
      return;
    }
    long largest =
        Math.max(
            request.hasFirstStep() ? request.getFirstStep() : 0,
            request.hasLastStep() ? request.getLastStep() : 0);
    if (largest > last.getAsLong()) {
      throw new RefusedException(
          "steps: %d lies outside run %s, which has steps 0 to %d"
              .formatted(largest, request.getRun(), last.getAsLong()));
    }
  }

  private void checkBatch(CurvatureName name, KnownRun run) {
    if (name.batch().equals(BatchChoice.own())) {
      return;
    }
    String dataset = run.run().getSpecification().getDataset();
    if (dataset.isEmpty()) {
      throw new RefusedException(
          "curvature %s: the steps of run %s carry their own data, so there are no other samples;"
                  .formatted(name, run.run().getRun())
              + " leave '@%s' out".formatted(name.batch()));
    }
    try {
      // Nobody knows the steps' type yet; this is the smaller.
      ChosenSamples.missing(name.batch(), datasets.open(dataset), 1, DataType.FLOAT32)
          .ifPresent(
              reason -> {
                throw new RefusedException("curvature %s: %s".formatted(name, reason));
              });
    } catch (LackException notHereYet) {
      // The steps are held until it is, and each is asked then.
      LOG.debugf("not asked whether %s has samples for %s", dataset, name);
    }
  }

  private void checkKept(ReplayRequest request, KnownRun run) {
    OptionalLong kept = stepsTopic.heads().kept(run);
    if (kept.isPresent() && kept.getAsLong() == 0) {
      throw conflict(
          "training.steps has none of the %d steps of run %s any more: retention took them"
              .formatted(run.run().getStepsPublished(), request.getRun()));
    }
  }

  private static OptionalLong published(ReplayRequest request, Collection<KnownRun> runs) {
    long first = request.hasFirstStep() ? request.getFirstStep() : 0;
    long last = request.hasLastStep() ? request.getLastStep() : Long.MAX_VALUE;
    long sum = 0;
    for (KnownRun run : runs) {
      OptionalLong published = run.published(first, last);
      if (published.isEmpty()) {
        return published;
      }
      sum += published.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  /** Sorts by time; safe as the name of a group. */
  private static String id(Instant now) {
    return ID.format(now) + "-%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
  }

  private static RefusedException conflict(String message) {
    return new RefusedException(Reason.CONFLICT, message);
  }
}
