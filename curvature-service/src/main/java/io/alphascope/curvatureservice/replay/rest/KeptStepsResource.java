package io.alphascope.curvatureservice.replay.rest;

import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.kept.PartitionHeads;
import io.alphascope.curvatureservice.replay.kept.StepsTopic;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** How many steps of every run {@code training.steps} still has, and so can be replayed. */
@Path("/kept-steps")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class KeptStepsResource {

  @Inject StepsTopic stepsTopic;

  public record KeptSteps(List<KeptRun> runs) {}

  /**
   * @param published steps that the run has published; null if they are not counted
   * @param kept null if unknown
   */
  public record KeptRun(String run, Long published, Long kept) {}

  @GET
  public KeptSteps kept() throws InterruptedException {
    PartitionHeads heads = stepsTopic.heads();
    return new KeptSteps(
        stepsTopic.runs().values().stream()
            .sorted(Comparator.comparing(one -> one.run().getRun()))
            .map(one -> kept(one, heads.kept(one)))
            .toList());
  }

  static KeptRun kept(KnownRun one, OptionalLong kept) {
    return new KeptRun(
        one.run().getRun(),
        one.isForeign() ? null : one.run().getStepsPublished(),
        kept.isPresent() ? kept.getAsLong() : null);
  }
}
