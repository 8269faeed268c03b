package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;
import static io.alphascope.events.Tensor.ElementType.FLOAT32;
import static io.alphascope.events.Tensor.ElementType.FLOAT64;

import ai.djl.ndarray.types.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Draws;
import io.alphascope.curvature.step.Step;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.RunIds;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns events into steps and checks everything that a publisher can get wrong; the first mistake
 * is reported. Parameters may be NaN: such steps are observed. Thread-safe.
 */
public final class StepDecoder {

  private final NetworkDecoder networks = new NetworkDecoder();
  private final BatchDecoder batches;

  public StepDecoder(Datasets datasets) {
    this.batches = new BatchDecoder(datasets);
  }

  /**
   * Reads the steps of a record's value.
   *
   * @param value null if the record has none
   * @return at least one
   */
  public static List<GroupedStep> read(ByteBuffer value) throws MalformedStepException {
    require(value != null, "value", "a StepTaken", "none");
    try {
      return StepGroup.read(value);
    } catch (InvalidProtocolBufferException malformed) {
      throw new MalformedStepException(
          "value",
          "a StepTaken",
          "%d bytes that cannot be read as one (%s)"
              .formatted(value.remaining(), malformed.getMessage()));
    }
  }

  /**
   * Decodes a step of a record on the thread that will observe it.
   *
   * @throws MalformedStepException also if the record does not say enough of the step
   */
  public DecodedStep decode(GroupedStep step) throws MalformedStepException {
    if (step.fault().isPresent()) {
      GroupedStep.Fault fault = step.fault().get();
      throw new MalformedStepException(fault.field(), fault.expected(), fault.found());
    }
    return decode(step.step());
  }

  /**
   * Decodes a step that stands alone on the thread that will observe it.
   *
   * @throws MalformedStepException naming the first field that is wrong
   * @throws io.alphascope.curvatureservice.machine.LackException if this machine does not have the
   *     data set that the step refers to
   */
  public DecodedStep decode(StepTaken event) throws MalformedStepException {
    String run = event.getRun();
    require(RunIds.isValid(run), "run", RunIds.EXPECTED, "'" + run + "'");
    require(event.getStep() >= 0, "step", "a number from 0", event.getStep());
    require(event.hasSpecification(), "specification", "the run's specification", "none");
    RunSpecification specification = event.getSpecification();
    Network network = networks.decode(specification);
    Loss loss = LossDecoder.decode(specification);
    List<CurvatureName> curvatures = curvatures(specification);
    List<ObservableChoice> observables =
        read(
            "specification.observables",
            "names of observables",
            String.join(",", specification.getObservablesList()),
            ObservableChoice::parseList);
    require(
        Double.isFinite(event.getLearningRate()),
        "learning_rate",
        "a finite number",
        event.getLearningRate());
    Step step = step(event, network, loss);
    return new DecodedStep(
        event,
        step,
        batches.decode(event, network, loss, step.dataType()),
        curvatures,
        observables);
  }

  private static List<CurvatureName> curvatures(RunSpecification specification)
      throws MalformedStepException {
    Set<CurvatureName> names = new LinkedHashSet<>();
    for (int i = 0; i < specification.getCurvaturesCount(); i++) {
      names.add(
          read(
              "specification.curvatures[" + i + "]",
              "the name of a curvature",
              specification.getCurvatures(i),
              CurvatureName::parse));
    }
    return List.copyOf(names);
  }

  static <T> T read(String field, String expected, String value, Function<String, T> reader)
      throws MalformedStepException {
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException wrong) {
      throw new MalformedStepException(field, expected, value, wrong);
    }
  }

  private static Step step(StepTaken event, Network network, Loss loss)
      throws MalformedStepException {
    long parameters = network.parameterCount();
    require(event.hasTheta0(), "theta0", "the parameters before the step", "none");
    require(event.hasTheta1(), "theta1", "the parameters after the step", "none");
    ByteBuffer theta0 = vector("theta0", event.getTheta0(), parameters, FLOAT32, FLOAT64);
    ElementType type = event.getTheta0().getElementType();
    ByteBuffer theta1 = vector("theta1", event.getTheta1(), parameters, type);
    ByteBuffer gradient =
        event.hasGradient() ? vector("gradient", event.getGradient(), parameters, type) : null;
    DataType dataType = type == FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64;
    OptionalDouble learningRate =
        event.hasLearningRate()
            ? OptionalDouble.of(event.getLearningRate())
            : OptionalDouble.empty();
    Draws draws = new Draws(event.getSpecification().getSeed(), event.getStep());
    OptionalDouble distance =
        event.hasParameterDistance()
            ? OptionalDouble.of(event.getParameterDistance())
            : OptionalDouble.empty();
    return new Step(
        network, loss, dataType, theta0, theta1, gradient, learningRate, draws, distance);
  }

  private static ByteBuffer vector(
      String field, Tensor tensor, long parameters, ElementType... types)
      throws MalformedStepException {
    return new TensorCheck(field, tensor).ofType(types).ofShape(parameters).elements();
  }
}
