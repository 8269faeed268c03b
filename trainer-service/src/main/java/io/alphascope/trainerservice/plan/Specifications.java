package io.alphascope.trainerservice.plan;

import io.alphascope.events.GraphDescription;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Normalisation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.onnx.OnnxWriter;

/** Describes a run as a message of the stream. */
final class Specifications {

  private Specifications() {}

  static RunSpecification of(RunRequest request, Network network, Dataset dataset) {
    OptimizerChoice optimizer = request.optimizer();
    RunSpecification.Builder specification =
        RunSpecification.newBuilder()
            .setNetwork(network.name())
            .setLoss(request.loss().kind().toString())
            .setReduction(request.loss().reduction().toString())
            .setLabelSmoothing(request.loss().classes().labelSmoothing())
            .setDataset(dataset.name())
            .setOptimizer(
                Optimizer.newBuilder()
                    .setName(optimizer.kind().toString())
                    .setLearningRate(optimizer.learningRate())
                    .setMomentum(optimizer.momentum())
                    .setWeightDecay(optimizer.weightDecay())
                    .setNesterov(optimizer.nesterov()))
            .setSchedule(request.schedule().kind().toString())
            .setWarmupSteps(request.schedule().warmupSteps())
            .setSeed(request.seed())
            .addAllCurvatures(request.curvatures())
            .addAllObservables(request.observables())
            .setBatchSize(request.batchSize())
            .setEpochs(request.epochs())
            .setPublishEvery(request.publishEvery());
    dataset
        .normalisation()
        .map(Specifications::onTheWire)
        .ifPresent(specification::setNormalisation);
    network
        .activation()
        .ifPresentOrElse(
            activation -> specification.setActivation(activation.toString()),
            () ->
                GraphDescription.put(
                    specification, OnnxWriter.write(network.graph()), network.parameterShapes()));
    return specification.build();
  }

  private static io.alphascope.events.Normalisation onTheWire(Normalisation normalisation) {
    io.alphascope.events.Normalisation.Builder values =
        io.alphascope.events.Normalisation.newBuilder();
    return normalisation.means().size() == 1
        ? values
            .setMean(normalisation.means().get(0))
            .setStandardDeviation(normalisation.standardDeviations().get(0))
            .build()
        : values
            .addAllMeans(normalisation.means())
            .addAllStandardDeviations(normalisation.standardDeviations())
            .build();
  }
}
