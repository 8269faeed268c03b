package io.alphascope.curvature.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** Which method of DJL's arrays is which rule of {@link Jet}. */
final class TaylorRules {

  /** What a method does when the array it is called on is a jet. */
  @FunctionalInterface
  interface Rule {
    Object apply(Jet self, Object[] arguments);
  }

  private static final Map<Method, Rule> RULES = new HashMap<>();

  static {
    rule(
        NDArrayEx.class,
        "linear",
        TaylorRules::linear,
        NDArray.class,
        NDArray.class,
        NDArray.class);
    rule(NDArrayEx.class, "relu", (x, none) -> JetArray.of(x.relu()));
    rule(NDArrayEx.class, "tanh", (x, none) -> JetArray.of(x.tanh()));
    rule(NDArrayEx.class, "sigmoid", (x, none) -> JetArray.of(x.sigmoid()));

    // What an array is, rather than what is done with it.
    rule(NDArray.class, "getShape", (x, none) -> x.value().getShape());
    rule(NDArray.class, "getDataType", (x, none) -> x.value().getDataType());
    rule(NDArray.class, "getDevice", (x, none) -> x.value().getDevice());
    rule(NDArray.class, "getManager", (x, none) -> x.value().getManager());
  }

  private TaylorRules() {}

  private static Object linear(Jet input, Object[] arguments) {
    Jet weight = JetArray.jet((NDArray) arguments[1]);
    Jet bias = JetArray.jet((NDArray) arguments[2]);
    return new NDList(JetArray.of(JetArray.jet((NDArray) arguments[0]).linear(weight, bias)));
  }

  private static void rule(Class<?> type, String name, Rule rule, Class<?>... parameters) {
    try {
      RULES.put(type.getMethod(name, parameters), rule);
    } catch (NoSuchMethodException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The rule of a method.
   *
   * @throws UnsupportedOperationException naming the operation, if there is none
   */
  static Rule of(Method method) {
    Rule rule = RULES.get(method);
    if (rule == null) {
      throw new UnsupportedOperationException(
          "no Taylor rule for operation '" + method.getName() + "'");
    }
    return rule;
  }
}
