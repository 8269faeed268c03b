package io.alphascope.trainerservice.plan;

import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Small runs to ask for, and the configuration of a trainer. */
public final class TestRequests {

  private TestRequests() {}

  public static <T> T config(Class<T> mapping, Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withMapping(mapping)
        .withValidateUnknown(false)
        .withDefaultValue("user.home", System.getProperty("user.home"))
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(mapping);
  }

  /** Softmax regression on the sample, 24 steps of 500 samples. */
  public static RunRequest request(String run) {
    return new RunRequest(
        Optional.of(run),
        Optional.of("mnist-sample"),
        "784-10",
        Activation.RELU,
        Optional.empty(),
        new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
        sgd(0.1),
        new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0),
        500,
        1,
        7,
        Optional.of("cpu"),
        List.of(),
        List.of(),
        1,
        WhenBehind.WAIT,
        Optional.empty(),
        Optional.empty());
  }

  /** {@link #request} with another optimizer and schedule. */
  public static RunRequest request(
      String run, OptimizerChoice optimizer, LearningRateSchedule schedule) {
    RunRequest one = request(run);
    return new RunRequest(
        one.run(),
        one.dataset(),
        one.network(),
        one.activation(),
        one.graph(),
        one.loss(),
        optimizer,
        schedule,
        one.batchSize(),
        one.epochs(),
        one.seed(),
        one.device(),
        one.curvatures(),
        one.observables(),
        one.publishEvery(),
        one.whenBehind(),
        one.initialParameters(),
        one.sampleOrder());
  }

  /** {@link #request} that asks for observables. */
  public static RunRequest observing(String run, String... observables) {
    RunRequest one = request(run);
    return new RunRequest(
        one.run(),
        one.dataset(),
        one.network(),
        one.activation(),
        one.graph(),
        one.loss(),
        one.optimizer(),
        one.schedule(),
        one.batchSize(),
        one.epochs(),
        one.seed(),
        one.device(),
        one.curvatures(),
        List.of(observables),
        one.publishEvery(),
        one.whenBehind(),
        one.initialParameters(),
        one.sampleOrder());
  }

  private static OptimizerChoice sgd(double learningRate) {
    return OptimizerChoice.of(
        OptimizerChoice.Kind.SGD,
        learningRate,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false);
  }

  /** {@link #request} with another frequency of publishing. */
  public static RunRequest request(
      String run, int epochs, int publishEvery, WhenBehind whenBehind) {
    RunRequest one = request(run);
    return new RunRequest(
        one.run(),
        one.dataset(),
        one.network(),
        one.activation(),
        one.graph(),
        one.loss(),
        one.optimizer(),
        one.schedule(),
        one.batchSize(),
        epochs,
        one.seed(),
        one.device(),
        one.curvatures(),
        one.observables(),
        publishEvery,
        whenBehind,
        one.initialParameters(),
        one.sampleOrder());
  }

  /** A reference epoch, with its parameters and order. */
  public static RunRequest reference(
      String dataset, String network, byte[] initialParameters, byte[] sampleOrder) {
    RunRequest one = request("reference");
    return new RunRequest(
        one.run(),
        Optional.of(dataset),
        network,
        one.activation(),
        one.graph(),
        one.loss(),
        sgd(0.01),
        one.schedule(),
        64,
        1,
        0,
        one.device(),
        one.curvatures(),
        one.observables(),
        one.publishEvery(),
        one.whenBehind(),
        Optional.of(ByteBuffer.wrap(initialParameters)),
        Optional.of(ByteBuffer.wrap(sampleOrder)));
  }
}
