package io.alphascope.curvatureservice.replay;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvatureservice.decode.Datasets;
import io.alphascope.curvatureservice.machine.LackException;
import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.kept.StepsTopic;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import io.alphascope.service.request.Options;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Checks a request and makes the replay for it, or refuses it with the cause and the remedy. */
@ApplicationScoped
public class ReplayRequests {

  public static final String LATEST = "latest";

  private static final Logger LOG = Logger.getLogger(ReplayRequests.class);

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss").withZone(ZoneOffset.UTC);
  @Inject StepsTopic stepsTopic;
  @Inject Datasets datasets;

  /**
   * A running replay for this request.
   *
   * @param request its run may be {@code latest}
   * @throws RefusedException if it cannot be carried out
   */
  ReplayChanged check(ReplayRequest request) throws InterruptedException {
    List<CurvatureName> curvatures = curvatures(request);
    List<ObservableChoice> observables = observables(request, curvatures);
    Map<String, KnownRun> runs = stepsTopic.runs();
    ReplayRequest meant =
        request.toBuilder()
            .setRun(run(request.getRun(), runs))
            .clearCurvatures()
            .addAllCurvatures(curvatures.stream().map(CurvatureName::toString).toList())
            .clearObservables()
            .addAllObservables(observables.stream().map(ObservableChoice::toString).toList())
            .build();
    List<ReplayedPartition> partitions = stepsTopic.partitions(Optional.empty());
    if (partitions.stream().allMatch(one -> one.getEnd() <= one.getBegin())) {
      throw conflict(
          "training.steps is empty: there is nothing to replay until steps are published");
    }
    Collection<KnownRun> asked = runs.values();
    if (!meant.getRun().isEmpty()) {
      KnownRun run = runs.get(meant.getRun());
      checkSteps(meant, run);
      curvatures.forEach(name -> checkBatch(name, run));
      checkKept(run);
      asked = List.of(run);
      partitions = stepsTopic.partitions(Optional.of(run));
    }
    Instant now = Instant.now();
    ReplayChanged.Builder replay =
        ReplayChanged.newBuilder()
            .setReplay(id(now))
            .setRequest(meant)
            .setState(ReplayChanged.State.RUNNING)
            .setCreated(Timestamps.of(now))
            .setUpdated(Timestamps.of(now))
            .addAllPartitions(partitions)
            .setStepsSkipped(asked.stream().mapToLong(one -> one.run().getStepsSkipped()).sum());
    published(meant, asked).ifPresent(replay::setStepsPublished);
    return replay.build();
  }

  private static List<CurvatureName> curvatures(ReplayRequest request) {
    if (request.getCurvaturesCount() == 0) {
      throw new RefusedException(
          "curvatures: name at least one, such as [\"ggn\", \"hessian@test:256\"]");
    }
    return Options.valid(
        () ->
            request.getCurvaturesList().stream()
                .map(String::strip)
                .map(CurvatureName::parse)
                .distinct()
                .toList());
  }

  private static List<ObservableChoice> observables(
      ReplayRequest request, List<CurvatureName> curvatures) {
    List<ObservableChoice> observables =
        Options.valid(() -> ObservableChoice.parseAll(request.getObservablesList()));
    for (ObservableChoice choice : observables) {
      if (curvatures.stream().noneMatch(choice.observable()::isOf)) {
        throw new RefusedException(
            "observable '%s': %s".formatted(choice, ObservableChoice.NOT_OF_THESE));
      }
    }
    return observables;
  }

  /** The id of a run; empty for all. */
  private static String run(String asked, Map<String, KnownRun> runs) {
    if (runs.isEmpty()) {
      throw new RefusedException(
          Reason.UNKNOWN, "there is no run yet: train one or publish steps first");
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
        .sorted(Timestamps.latestFirst(RunChanged::getStarted))
        .map(RunChanged::getRun)
        .toList();
  }

  private static void checkSteps(ReplayRequest request, KnownRun run) {
    if (request.hasLastStep() && request.getFirstStep() > request.getLastStep()) {
      throw new RefusedException(
          "steps: the first, %d, is after the last, %d"
              .formatted(request.getFirstStep(), request.getLastStep()));
    }
    OptionalLong last = run.lastStep();
    if (last.isEmpty()) {
      if (run.isCounted() && run.run().getStepsPublished() == 0) {
        throw conflict("run %s has published no step".formatted(request.getRun()));
      }
      return;
    }
    long largest = Math.max(request.getFirstStep(), request.getLastStep());
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
      // The type of the steps is not known yet; this is the smaller one.
      ChosenSamples.missing(name.batch(), datasets.open(dataset), 1, DataType.FLOAT32)
          .ifPresent(
              reason -> {
                throw new RefusedException("curvature %s: %s".formatted(name, reason));
              });
    } catch (LackException notHereYet) {
      // The steps are held until the data set is here, and each is checked then.
      LOG.debugf("not checked whether %s has samples for %s", dataset, name);
    }
  }

  private void checkKept(KnownRun run) {
    OptionalLong kept = stepsTopic.heads().kept(run);
    if (kept.isPresent() && kept.getAsLong() == 0) {
      throw conflict(
          "retention has deleted all %d steps of run %s from training.steps"
              .formatted(run.run().getStepsPublished(), run.run().getRun()));
    }
  }

  private static OptionalLong published(ReplayRequest request, Collection<KnownRun> runs) {
    long first = request.getFirstStep();
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

  /** Sorts by time, and can be part of the name of a consumer group. */
  private static String id(Instant now) {
    return ID.format(now) + "-%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
  }

  private static RefusedException conflict(String message) {
    return new RefusedException(Reason.CONFLICT, message);
  }
}
