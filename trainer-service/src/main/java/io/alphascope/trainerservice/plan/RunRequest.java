package io.alphascope.trainerservice.plan;

import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A run that somebody asks for, with defaults filled in; types are right, but nothing has been
 * opened or compared yet.
 *
 * @param run id; absent: one is made
 * @param dataset absent: mnist, or its sample
 * @param network widths or a preset's name; with a graph, any name
 * @param graph the network itself; absent: {@code network} says it
 * @param schedule of the learning rate
 * @param device absent: the service's default
 * @param curvatures to observe live; empty: the curvature service's default
 * @param publishEvery every K-th step is published; 0: none
 * @param initialParameters P float32, little-endian; absent: drawn from the seed, which a graph
 *     does not know how to
 * @param sampleOrder epochs × training-set size int32, little-endian; absent: drawn from the seed
 */
public record RunRequest(
    Optional<String> run,
    Optional<String> dataset,
    String network,
    Activation activation,
    Optional<GraphRequest> graph,
    Loss loss,
    OptimizerChoice optimizer,
    LearningRateSchedule schedule,
    int batchSize,
    int epochs,
    long seed,
    Optional<String> device,
    List<String> curvatures,
    int publishEvery,
    WhenBehind whenBehind,
    Optional<ByteBuffer> initialParameters,
    Optional<ByteBuffer> sampleOrder) {}
