package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * y = softmax(c q kᵀ + mask) v over heads. Operands: q [n, heads, s, d], k [n, kv heads, t, d], v
 * [n, kv heads, t, e], or each with its heads along the last axis, [n, s, heads·d]; a mask that
 * broadcasts to [n, heads, s, t], added, or of truth values, true where a key is seen. A query that
 * sees no key gives 0.
 */
final class Attention {

  static final List<Operator> OPERATORS =
      List.of(
          single(
                  "Attention",
                  CURVED,
                  Attention::attention,
                  "is_causal",
                  "kv_num_heads",
                  "q_num_heads",
                  "qk_matmul_output_mode",
                  "scale",
                  "softcap",
                  "softmax_precision")
              .refusing(Attention::refusal));
  private static final int MASK = 3;

  private final Call call;
  private final Taylor taylor;
  private final Jet nothing;

  private Attention(Call call) {
    this.call = call;
    taylor = call.taylor();
    nothing = Jet.constant(taylor.scalar(Double.NEGATIVE_INFINITY));
  }

  static Optional<String> refusal(Node node) {
    if (node.inputs().stream().skip(MASK + 1).anyMatch(name -> !name.isEmpty())) {
      return Optional.of("keys and values from before (past_key, past_value) are not supported");
    }
    return Normalisations.firstResultOnly(node);
  }

  static Jet attention(Call call) {
    return new Attention(call).apply();
  }

  private Jet apply() {
    boolean joined = call.jet(0).rank() == 3;
    Jet q = heads(call.jet(0), "q_num_heads");
    long queryHeads = q.length(1);
    Jet k = repeated(heads(call.jet(1), "kv_num_heads"), queryHeads);
    Jet v = repeated(heads(call.jet(2), "kv_num_heads"), queryHeads);
    double scale = call.attributes().real("scale", 1 / Math.sqrt(q.length(3)));
    Jet scores =
        taylor.bilinear(
            taylor.scale(q, scale),
            taylor.linear(k, array -> Torch.permute(array, 0, 1, 3, 2)),
            Torch::matmul);
    double cap = call.attributes().real("softcap", 0);
    if (cap > 0) {
      scores = taylor.scale(Elementwise.tanh(taylor.scale(scores, 1 / cap), call), cap);
    }
    Jet y = taylor.bilinear(weights(scores), v, Torch::matmul);
    if (!joined) {
      return y;
    }
    long samples = y.length(0);
    long queries = y.length(2);
    return taylor.linear(
        y, array -> Torch.reshape(Torch.permute(array, 0, 2, 1, 3), samples, queries, -1));
  }

  /** [n, s, heads·d] as [n, heads, s, d]. */
  private Jet heads(Jet x, String attribute) {
    if (x.rank() == 4) {
      return x;
    }
    long heads = call.attributes().integer(attribute, 0);
    if (heads < 1 || x.length(2) % heads != 0) {
      throw new IllegalArgumentException(
          "%s is %d, which does not divide %d".formatted(attribute, heads, x.length(2)));
    }
    return taylor.linear(
        x,
        array ->
            Torch.permute(Torch.reshape(array, x.length(0), x.length(1), heads, -1), 0, 2, 1, 3));
  }

  /** Every head as often as queries have heads for it. */
  private Jet repeated(Jet x, long heads) {
    long times = heads / x.length(1);
    if (times * x.length(1) != heads) {
      throw new IllegalArgumentException(
          "%d heads of queries cannot share %d of keys and values".formatted(heads, x.length(1)));
    }
    return times == 1 ? x : taylor.linear(x, array -> array.repeat(1, times));
  }

  private Jet weights(Jet scores) {
    Jet seen = scores;
    NDArray causal = null;
    if (call.attributes().flag("is_causal", false)) {
      causal = causal(scores.length(2), scores.length(3));
      seen = taylor.where(causal, seen, nothing);
    }
    if (!call.has(MASK)) {
      return Softmaxes.softmax(taylor, seen, 3);
    }
    Jet mask = padded(call.jet(MASK), scores.length(3));
    NDArray visible;
    if (mask.value().getDataType() == DataType.BOOLEAN) {
      visible = mask.value();
      seen = taylor.where(visible, seen, nothing);
    } else {
      visible = mask.value().gt(nothing.value());
      seen = taylor.add(seen, mask);
    }
    NDArray blind = blind(causal == null ? visible : visible.logicalAnd(causal));
    if (blind == null) {
      return Softmaxes.softmax(taylor, seen, 3);
    }
    Jet zero = Jet.constant(taylor.scalar(0));
    return taylor.where(blind, zero, Softmaxes.softmax(taylor, taylor.where(blind, zero, seen), 3));
  }

  /** Where a query sees no key, [..., s, 1]; null: nowhere. */
  private NDArray blind(NDArray visible) {
    int last = visible.getShape().dimension() - 1;
    NDArray keys = Torch.sum(taylor.indicator(visible), new long[] {last}, true);
    NDArray blind = keys.eq(taylor.scalar(0));
    return blind.any().getBoolean() ? blind : null;
  }

  /** Keys that a mask is too short for are not seen. */
  private Jet padded(Jet mask, long keys) {
    int rank = mask.rank();
    long missing = keys - mask.length(rank - 1);
    if (missing <= 0) {
      return mask;
    }
    long[] before = new long[rank];
    long[] after = new long[rank];
    after[rank - 1] = missing;
    double unseen = mask.value().getDataType() == DataType.BOOLEAN ? 0 : Double.NEGATIVE_INFINITY;
    return taylor.affine(
        mask,
        Torch.pad(mask.value(), before, after, unseen),
        array -> Torch.pad(array, before, after, 0));
  }

  /** True where a query comes no sooner than a key, [s, t]. */
  private NDArray causal(long queries, long keys) {
    NDArray rows = positions(new Shape(queries, 1));
    return rows.gte(positions(new Shape(1, keys)));
  }

  private NDArray positions(Shape shape) {
    return Torch.create(taylor.manager(), shape, LongStream.range(0, shape.size()).toArray());
  }
}
