package io.alphascope.curvature.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A jet in the shape of an {@link NDArray}, so that unmodified DJL blocks compute with it. Calls
 * are looked up in {@link TaylorRules}; one without a rule throws {@link
 * UnsupportedOperationException}, so a derivative is never dropped in silence.
 *
 * <p>A block dispatches on its input, so the input must be a jet even if it is constant; plain
 * arrays may follow as further operands.
 */
public final class JetArray implements InvocationHandler {
  private final Jet jet;

  private JetArray(Jet jet) {
    this.jet = jet;
  }

  /** The jet as an array. */
  public static NDArray of(Jet jet) {
    return (NDArray) proxy(NDArray.class, new JetArray(jet));
  }

  /** The jet within an array; a plain array is a constant. */
  public static Jet jet(NDArray array) {
    if (Proxy.isProxyClass(array.getClass())
        && Proxy.getInvocationHandler(array) instanceof JetArray wrapped) {
      return wrapped.jet;
    }
    return Jet.constant(array);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "Jet" + jet.value().getShape();
      };
    }
    if (method.getName().equals("getNDArrayInternal")) {
      return proxy(NDArrayEx.class, this);
    }
    return TaylorRules.of(method).apply(jet, arguments);
  }

  private static Object proxy(Class<?> type, JetArray handler) {
    return Proxy.newProxyInstance(JetArray.class.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
