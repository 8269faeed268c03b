package io.alphascope.curvatureservice.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.NetworkDecoder;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.RunChanged;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.network.Network;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** Starts, lists, shows and cancels replays. */
@Path("/replays")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ReplaysResource {

  private static final Logger LOG = Logger.getLogger(ReplaysResource.class);

  private final NetworkDecoder networks = new NetworkDecoder();

  @Inject Replays replays;
  @Inject StepsTopic stepsTopic;
  @Inject CurvatureServiceConfig config;
  @Inject ObjectMapper json;

  /** The newest first. */
  public record ReplayList(List<ReplayView> replays) {}

  @GET
  public ReplayList list() throws InterruptedException {
    return new ReplayList(
        replays.newestFirst().stream().map(one -> ReplayView.of(one, null)).toList());
  }

  @GET
  @Path("{replay}")
  public ReplayView show(@PathParam("replay") String replay) throws InterruptedException {
    return ReplayView.of(replays.find(replay), null);
  }

  /** The body is read here, not by the framework, whose answers to mistakes say too little. */
  @POST
  @Consumes(MediaType.WILDCARD)
  public RestResponse<ReplayView> start(byte[] body) throws InterruptedException {
    ReplayChanged replay = replays.start(new ReplayRequestReader(json).read(body));
    return RestResponse.status(
        RestResponse.Status.CREATED, ReplayView.of(replay, estimate(replay)));
  }

  /** Null if nobody knows. */
  private Double estimate(ReplayChanged replay) {
    Map<String, KnownRun> runs = stepsTopic.runs();
    KnownRun run =
        runs.getOrDefault(
            replay.getRequest().getRun(), runs.values().stream().findAny().orElse(null));
    if (run == null) {
      return null;
    }
    try {
      OptionalDouble seconds =
          ReplayEstimate.seconds(
              replay.getPartitionsList(),
              replay.getRequest(),
              run.run(),
              replay.hasStepsPublished() ? replay.getStepsPublished() : Long.MAX_VALUE,
              multiplyAdds(run.run()),
              config.workerCount());
      return seconds.isPresent() ? seconds.getAsDouble() : null;
    } catch (MalformedStepException | IllegalArgumentException | EngineUnavailableException e) {
      LOG.debugf(e, "No estimate for replay %s", replay.getReplay());
      return null;
    }
  }

  /** Of one sample; one a parameter where only the samples would tell. */
  private long multiplyAdds(RunChanged run) throws MalformedStepException {
    Network network = networks.decode(run.getSpecification());
    long samples = network.onlyNumberOfSamples().orElse(1);
    return network
        .inputShapes(samples)
        .map(shapes -> network.multiplyAdds(shapes) / samples)
        .orElse(network.parameterCount());
  }

  /** What has been observed stays. */
  @DELETE
  @Path("{replay}")
  public ReplayView cancel(@PathParam("replay") String replay) throws InterruptedException {
    return ReplayView.of(replays.cancel(replay), null);
  }
}
