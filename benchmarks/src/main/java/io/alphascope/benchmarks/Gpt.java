package io.alphascope.benchmarks;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small causal transformer (pre-norm, GELU, the embedding used again as the head): tokens [n, T]
 * to logits [n, T, V]. Node by node as exporters write one.
 */
final class Gpt {
  static final int TOKENS = 32; // T
  static final int VOCABULARY = 64; // V

  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int BLOCKS = 2;
  private static final double DEVIATION = 0.05;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Literal> literals = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private Gpt() {}

  static Network network() {
    return new Gpt().build();
  }

  private Network build() {
    literals.put("heads", Literal.of(0, 0, HEADS, WIDTH / HEADS));
    literals.put("joined", Literal.of(0, 0, WIDTH));
    literals.put("scale", Literal.of(Math.sqrt((double) HEADS / WIDTH)));
    literals.put("mask", mask());
    String embedding = parameter("embedding.weight", VOCABULARY, WIDTH);
    String positions = parameter("position.weight", TOKENS, WIDTH);
    String x = node("Gather", "embedded", Map.of("axis", 0L), embedding, "tokens");
    x = node("Add", "placed", Map.of(), x, positions);
    for (int block = 1; block <= BLOCKS; block++) {
      String name = "block" + block;
      String attended = attention(name + ".attention", normalised(name + ".norm1", x));
      x = node("Add", name + ".sum1", Map.of(), x, attended);
      String wide = dense(name + ".mlp1", normalised(name + ".norm2", x), WIDTH, 4 * WIDTH);
      String bent = node("Gelu", name + ".gelu", Map.of(), wide);
      x = node("Add", name + ".sum2", Map.of(), x, dense(name + ".mlp2", bent, 4 * WIDTH, WIDTH));
    }
    String head = node("Transpose", "head", Map.of("perm", new long[] {1, 0}), embedding);
    String logits = node("MatMul", "logits", Map.of(), normalised("norm", x), head);
    GraphInput tokens = new GraphInput("tokens", DataType.INT64, new long[] {-1, TOKENS});
    return Network.ofGraph(
            "gpt", new Graph(List.of(tokens), nodes, literals, shapes, logits), shapes)
        .startingFrom(this::draw);
  }

  private String attention(String name, String x) {
    String q = heads(name + ".q", x, 0, 2, 1, 3);
    String k = heads(name + ".k", x, 0, 2, 3, 1);
    String v = heads(name + ".v", x, 0, 2, 1, 3);
    String scores = node("MatMul", name + ".products", Map.of(), q, k);
    scores = node("Mul", name + ".scaled", Map.of(), scores, "scale");
    scores = node("Add", name + ".masked", Map.of(), scores, "mask");
    String weights = node("Softmax", name + ".weights", Map.of("axis", -1L), scores);
    String means = node("MatMul", name + ".means", Map.of(), weights, v);
    means = node("Transpose", name + ".back", Map.of("perm", new long[] {0, 2, 1, 3}), means);
    means = node("Reshape", name + ".joined", Map.of(), means, "joined");
    return dense(name + ".out", means, WIDTH, WIDTH);
  }

  private String heads(String name, String x, long... order) {
    String apart =
        node("Reshape", name + ".apart", Map.of(), dense(name, x, WIDTH, WIDTH), "heads");
    return node("Transpose", name + ".heads", Map.of("perm", order), apart);
  }

  private String dense(String name, String x, int in, int out) {
    String product = node("MatMul", name, Map.of(), x, parameter(name + ".weight", in, out));
    return node("Add", name + ".shifted", Map.of(), product, parameter(name + ".bias", out));
  }

  private String normalised(String name, String x) {
    return node(
        "LayerNormalization",
        name,
        Map.of("axis", -1L, "epsilon", 1e-5),
        x,
        parameter(name + ".scale", WIDTH),
        parameter(name + ".bias", WIDTH));
  }

  private String parameter(String name, long... shape) {
    shapes.put(name, new Shape(shape));
    return name;
  }

  private String node(String operator, String name, Map<String, Object> attributes, String... in) {
    nodes.add(Node.of(operator, name, attributes, in));
    return name;
  }

  /** −∞ where a key comes after its query, else 0. */
  private static Literal mask() {
    ByteBuffer bytes =
        ByteBuffer.allocate(TOKENS * TOKENS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int query = 0; query < TOKENS; query++) {
      for (int key = 0; key < TOKENS; key++) {
        bytes.putFloat(key > query ? Float.NEGATIVE_INFINITY : 0);
      }
    }
    return new Literal(DataType.FLOAT32, new Shape(TOKENS, TOKENS), bytes.flip());
  }

  /** Scales are 1, biases 0, the rest normal. */
  private float[] draw(long seed) {
    Random random = new Random(seed);
    float[] flat = new float[(int) shapes.values().stream().mapToLong(Shape::size).sum()];
    int next = 0;
    for (Map.Entry<String, Shape> tensor : shapes.entrySet()) {
      for (long i = 0; i < tensor.getValue().size(); i++) {
        flat[next++] =
            tensor.getKey().endsWith(".scale")
                ? 1
                : tensor.getKey().endsWith(".bias")
                    ? 0
                    : (float) (DEVIATION * random.nextGaussian());
      }
    }
    return flat;
  }
}
