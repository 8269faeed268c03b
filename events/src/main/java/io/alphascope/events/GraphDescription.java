package io.alphascope.events;

import com.google.protobuf.UnsafeByteOperations;
import java.util.Map;

/** Writes a network that is a graph into the specification of its run. */
public final class GraphDescription {

  private GraphDescription() {}

  /**
   * @param model ONNX without the parameters' values; must not be changed
   * @param parameters the shape of each parameter by its name, in the order of θ
   */
  public static void put(
      RunSpecification.Builder specification, byte[] model, Map<String, long[]> parameters) {
    specification.setGraph(UnsafeByteOperations.unsafeWrap(model));
    parameters.forEach(
        (name, shape) -> {
          Parameter.Builder parameter = specification.addParametersBuilder().setName(name);
          for (long length : shape) {
            parameter.addShape(length);
          }
        });
  }
}
