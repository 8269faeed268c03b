package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The averaged recursion of KFRA (Botev, Ritter and Barber 2017, section 3.3): a matrix goes back
 * through a {@link Chain} of nodes, and is averaged over the samples after each,
 *
 * <pre>
 *   G_z = s Σᵢ Hᵢ        G_x = (1/n) Σᵢ Jᵢᵀ G_y Jᵢ,  Jᵢ the Jacobian of y = f(x) at sample i
 * </pre>
 *
 * <p>Chunks of a batch are added one by one, which keeps what the average needs of each: f′ f′ᵀ of
 * an activation, the inputs of a pooling. To be closed.
 */
public final class AveragedFactors implements AutoCloseable {

  private final NDManager manager;
  private final Chain chain;
  private final ParameterUses uses;
  private final Map<Node, Call> calls = new HashMap<>();
  private final Map<Node, Shape> results = new HashMap<>();
  private final Map<Node, NDArray> slopes = new HashMap<>(); // Σ f′ f′ᵀ of activations
  private final Map<Node, List<NDArray>> inputs = new HashMap<>(); // of other nodes that bend
  private final Map<ParameterTensor, KroneckerShare> shares = new LinkedHashMap<>();
  private NDArray hessian; // Σᵢ Hᵢ
  private int samples;

  /** Nothing yet. */
  public AveragedFactors(Line line) {
    manager = line.manager().newSubManager();
    uses = ParameterUses.of(line.network());
    chain = uses.chain(line.network());
  }

  /** Adds a chunk. */
  public void add(LossCurve curve, Layers layers) {
    Line line = curve.outputs().line();
    LayerSweep sweep = layers.sweep();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      int added = curve.terms().gradient().samples();
      samples += added;
      NDArray ofLoss = hessian(curve, line);
      hessian = kept(hessian == null ? ofLoss : hessian.add(ofLoss));
      for (Chain.Link link : chain.links()) {
        add(link, sweep);
      }
      layers
          .inputShares()
          .forEach((use, share) -> shares.merge(use.tensor(), share, KroneckerShare::plus));
    }
  }

  /** Σᵢ Hᵢ, [C, C], C all outputs of a sample. */
  private static NDArray hessian(LossCurve curve, Line line) {
    Shape shape = curve.terms().gradient().shape();
    int width = curve.terms().gradient().width();
    double[] sum = new double[width * width];
    for (int column = 0; column < width; column++) {
      Outputs unit = LossTerms.oneOutput(shape, column, at -> 1);
      double[] product = curve.terms().hessianTimes(unit).values();
      for (int at = 0; at < product.length; at++) {
        sum[column * width + at % width] += product[at];
      }
    }
    return Torch.create(line.manager(), line.type(), new Shape(width, width), sum);
  }

  private void add(Chain.Link link, LayerSweep sweep) {
    Node node = link.node();
    LayerSweep.Layer layer = sweep.layers().get(node);
    results.put(node, layer.shape().slice(1));
    if (link.operand() < 0) {
      calls.putIfAbsent(node, layer.call());
      return;
    }
    NDArray x = layer.call().jet(link.operand()).value().stopGradient();
    long width = x.getShape().slice(1).size();
    if (!calls.containsKey(node)) {
      calls.put(node, keptCall(layer.call(), link.operand()));
    }
    Degree degree = Operators.of(node).degree();
    if (degree == Degree.ELEMENTWISE) {
      NDArray slope = Torch.reshape(sweep.slope(node), -1, width);
      NDArray outer = Torch.matmul(Torch.permute(slope, 1, 0), slope);
      slopes.put(node, kept(slopes.containsKey(node) ? slopes.get(node).add(outer) : outer));
    } else if (degree != Degree.LINEAR && degree != Degree.BILINEAR) {
      inputs.computeIfAbsent(node, first -> new ArrayList<>()).add(kept(x.duplicate()));
    } else {
      inputs.computeIfAbsent(node, first -> List.of(kept(x.get("0:1").mul(0))));
    }
  }

  /** A call whose operands outlive its sweep, but for the one that comes from below. */
  private Call keptCall(Call call, int operand) {
    List<Value> operands = new ArrayList<>(call.operands());
    for (int each = 0; each < operands.size(); each++) {
      if (each != operand && operands.get(each) instanceof Jet jet) {
        operands.set(each, Jet.constant(kept(jet.value().stopGradient())));
      }
    }
    operands.set(operand, null);
    return new Call(call.node(), call.taylor().ofOrder(0), operands);
  }

  /** The factors of all parameters, when all chunks have been added. */
  public Map<ParameterTensor, KroneckerShare> factors() {
    Map<ParameterTensor, KroneckerShare> factors = new LinkedHashMap<>();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray averaged = hessian;
      for (Chain.Link link : chain.links()) {
        for (List<ParameterUse> where : uses.all().values()) {
          for (ParameterUse use : where) {
            if (use.node().equals(link.node())) {
              NDArray rows = sumOverPositions(use, averaged);
              double[] factor = Torch.doubles(sumOverPositions(use, Torch.permute(rows, 1, 0)));
              factors.put(use.tensor(), shares.get(use.tensor()).with(factor));
            }
          }
        }
        if (link.operand() >= 0) {
          averaged = below(link, averaged);
        }
      }
    }
    return factors;
  }

  /** [m, elements of a result] summed to [m, out]. */
  private NDArray sumOverPositions(ParameterUse use, NDArray rows) {
    long count = rows.getShape().get(0);
    Call call = calls.get(use.node());
    NDArray shaped =
        Torch.reshape(rows, new Shape(count).addAll(results.get(use.node())).getShape());
    return use.sums(call, shaped);
  }

  /** (1/n) Σᵢ Jᵢᵀ G Jᵢ. */
  private NDArray below(Chain.Link link, NDArray averaged) {
    Node node = link.node();
    if (slopes.containsKey(node)) {
      return averaged.mul(slopes.get(node)).div(samples);
    }
    NDArray sum = null;
    long count = 0;
    for (NDArray chunk : inputs.get(node)) {
      for (long i = 0; i < chunk.getShape().get(0); i++) {
        NDArray next = plus(sum, link, chunk, i, averaged);
        if (sum != null) {
          sum.close();
        }
        sum = next;
        count++;
      }
    }
    return count == 1 ? sum : sum.div(count);
  }

  /** The sum with one more sample's; what that takes is freed, since matrices may be large. */
  private NDArray plus(
      NDArray sum, Chain.Link link, NDArray chunk, long sampleNumber, NDArray averaged) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray sample = Torch.slice(chunk, 0, sampleNumber, sampleNumber + 1, 1);
      NDArray half = transposedJacobian(link, sample, averaged);
      NDArray both = transposedJacobian(link, sample, Torch.permute(half, 1, 0));
      return kept(sum == null ? both : sum.add(both));
    }
  }

  /**
   * Jᵀ of each row.
   *
   * @param sample the operand of one sample, [1, …]
   * @param rows [m, elements of the result]
   * @return [m, elements of the operand]
   */
  private NDArray transposedJacobian(Chain.Link link, NDArray sample, NDArray rows) {
    long count = rows.getShape().get(0);
    Shape repeated = new Shape(count).addAll(sample.getShape().slice(1));
    NDArray leaf = Autograd.leaf(Torch.broadcast(sample, repeated).duplicate());
    Call call = calls.get(link.node());
    List<Value> operands = new ArrayList<>(call.operands());
    operands.set(link.operand(), Jet.constant(leaf));
    try (Autograd recording = Autograd.recording()) {
      Call repeatedCall = new Call(call.node(), call.taylor(), operands);
      NDArray result = ((Jet) Operators.of(call.node()).apply(repeatedCall).get(0)).value();
      Autograd.backward(
          result, Torch.reshape(rows, result.getShape().getShape()).duplicate(), false);
    }
    return Torch.reshape(Autograd.gradient(leaf), count, sample.getShape().size());
  }

  private NDArray kept(NDArray array) {
    return Torch.keep(array, manager);
  }

  @Override
  public void close() {
    manager.close();
  }
}
