package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Operator.elementwise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Smooth activations: those of more than one formula, or of one with parameters. */
final class Activations {

  static final List<Operator> OPERATORS =
      List.of(
          elementwise("Gelu", Activations::gelu, "approximate").refusing(Activations::geluRefusal),
          elementwise("Softplus", Activations::softplus),
          elementwise("Softsign", Activations::softsign),
          elementwise("Elu", Activations::elu, "alpha"),
          elementwise("Selu", Activations::selu, "alpha", "gamma"),
          elementwise("Celu", Activations::celu, "alpha"),
          elementwise("Mish", Activations::mish),
          elementwise("Swish", Activations::swish, "alpha"));
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_GAMMA = 1.0507009873554805;

  /** Above it PyTorch takes softplus(x) for x, which float64 can tell apart. */
  private static final double SOFTPLUS_THRESHOLD = 20;

  private Activations() {}

  static Optional<String> geluRefusal(Node node) {
    String kind = node.attributes().text("approximate", "none");
    return Set.of("none", "tanh").contains(kind)
        ? Optional.empty()
        : Optional.of("approximate is '%s', not none or tanh".formatted(kind));
  }

  static Jet gelu(Jet x, Call call) {
    return call.attributes().text("approximate", "none").equals("tanh")
        ? geluByTanh(x, call)
        : geluByErf(x, call.taylor());
  }

  /** y = x Φ(x), Φ′ = φ the normal density: y′ = Φ + x φ, y″ = (2 − x²) φ. */
  private static Jet geluByErf(Jet x, Taylor taylor) {
    NDArray half = taylor.scalar(0.5);
    return taylor.elementwise(
        x,
        Torch.gelu(x.value()),
        () -> {
          NDArray erf = x.value().mul(taylor.scalar(Math.sqrt(0.5))).erf();
          return erf.mul(half).add(half).add(density(x.value(), taylor).mul(x.value()));
        },
        slope ->
            density(x.value(), taylor).mul(taylor.scalar(1).sub(x.value().square().mul(half))));
  }

  private static NDArray density(NDArray x, Taylor taylor) {
    return x.square().mul(taylor.scalar(-0.5)).exp().mul(taylor.scalar(1 / Math.sqrt(2 * Math.PI)));
  }

  /** y = ½ x (1 + tanh u), u = √(2/π) (x + 0.044715 x³). */
  private static Jet geluByTanh(Jet x, Call call) {
    Taylor taylor = call.taylor();
    double c = Math.sqrt(2 / Math.PI);
    double cubic = 0.044715 * c;
    NDArray square = x.value().square();
    Jet u =
        taylor.elementwise(
            x,
            x.value().mul(square.mul(taylor.scalar(cubic)).add(taylor.scalar(c))),
            () -> square.mul(taylor.scalar(3 * cubic)).add(taylor.scalar(c)),
            slope -> x.value().mul(taylor.scalar(3 * cubic)));
    Jet gate = taylor.add(Elementwise.tanh(u, call), Jet.constant(taylor.scalar(1)));
    return taylor.multiply(taylor.scale(x, 0.5), gate);
  }

  /** y = log(1 + eˣ): y′ = sigmoid(x), y″ = y′ (1 − y′). */
  static Jet softplus(Jet x, Call call) {
    Taylor taylor = call.taylor();
    NDArray half = taylor.scalar(0.5);
    return taylor.elementwise(
        x,
        softplus(x.value(), taylor),
        () -> Torch.sigmoid(x.value()),
        slope -> slope.mul(half.sub(slope.mul(half))));
  }

  private static NDArray softplus(NDArray x, Taylor taylor) {
    NDArray y = Torch.softplus(x);
    if (taylor.type() != DataType.FLOAT64) {
      return y;
    }
    NDArray rest =
        Torch.where(
            x.gt(taylor.scalar(SOFTPLUS_THRESHOLD)), Torch.relu(x).neg().exp(), taylor.scalar(0));
    return y.add(rest);
  }

  /** y = x/(1 + |x|): y′ = (1 − |y|)², y″ = −2 sign(y) (1 − |y|) y′. */
  static Jet softsign(Jet x, Call call) {
    Taylor taylor = call.taylor();
    NDArray y = Torch.softsign(x.value());
    return taylor.elementwise(
        x,
        y,
        () -> taylor.scalar(1).sub(y.abs()).square(),
        slope -> slope.mul(y.abs().sub(taylor.scalar(1))).mul(y.sign()));
  }

  static Jet elu(Jet x, Call call) {
    return exponentialLinear(x, call.attributes().real("alpha", 1), 1, 1, call.taylor());
  }

  static Jet selu(Jet x, Call call) {
    return exponentialLinear(
        x,
        call.attributes().real("alpha", SELU_ALPHA),
        call.attributes().real("gamma", SELU_GAMMA),
        1,
        call.taylor());
  }

  static Jet celu(Jet x, Call call) {
    double alpha = call.attributes().real("alpha", 1);
    return exponentialLinear(x, alpha, 1, alpha, call.taylor());
  }

  /**
   * y = γ x where x is positive, else γ a (exp(x/c) − 1), whose slope is (y + γ a)/c and whose
   * second derivative is that slope divided by c.
   */
  private static Jet exponentialLinear(Jet x, double a, double gamma, double c, Taylor taylor) {
    NDArray scaled = c == 1 ? x.value() : x.value().div(taylor.scalar(c));
    NDArray unit = Torch.elu(scaled, a / c);
    NDArray y = gamma * c == 1 ? unit : unit.mul(taylor.scalar(gamma * c));
    NDArray positive = x.value().gt(taylor.scalar(0));
    return taylor.elementwise(
        x,
        y,
        () ->
            Torch.where(
                positive,
                taylor.scalar(gamma),
                y.add(taylor.scalar(gamma * a)).mul(taylor.scalar(1 / c))),
        slope -> Torch.where(positive, taylor.scalar(0), slope.mul(taylor.scalar(0.5 / c))));
  }

  /** y = x tanh(softplus(x)). */
  static Jet mish(Jet x, Call call) {
    return call.taylor().multiply(x, Elementwise.tanh(softplus(x, call), call));
  }

  /** y = x sigmoid(α x). */
  static Jet swish(Jet x, Call call) {
    Jet gate = call.taylor().scale(x, call.attributes().real("alpha", 1));
    return call.taylor().multiply(x, Elementwise.sigmoid(gate, call));
  }
}
