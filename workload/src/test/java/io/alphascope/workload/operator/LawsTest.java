package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Scalars;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What holds between operators holds between their jets: value, first and second derivative. Among
 * it what exporters spell out of parts.
 */
class LawsTest {
  private static final Shape SHAPE = new Shape(3, 4);

  /** Applies operators to random jets. */
  private record Bench(NDManager manager, Taylor taylor, Random random) {

    static void use(long seed, Consumer<Bench> law) {
      try (NDManager manager = PyTorch.newManager(Device.cpu());
          Autograd plain = Autograd.notRecording()) {
        Taylor taylor = new Taylor(new Scalars(manager, DataType.FLOAT64), 2);
        law.accept(new Bench(manager, taylor, new Random(seed)));
      }
    }

    private NDArray array(boolean positive) {
      double[] numbers = random.doubles(SHAPE.size(), positive ? 0.5 : -2, 2).toArray();
      return Torch.create(manager, DataType.FLOAT64, SHAPE, numbers);
    }

    Jet jet() {
      return new Jet(array(false), array(false), array(false));
    }

    Jet positive() {
      return new Jet(array(true), array(false), array(false));
    }

    Value number(double number) {
      return new Constant(taylor.scalar(number));
    }

    Value integers(long... integers) {
      return new Constant(Torch.create(manager, new Shape(integers.length), integers));
    }

    Jet apply(String operator, Value... operands) {
      return apply(operator, Map.of(), operands);
    }

    Jet apply(String operator, Map<String, Object> attributes, Value... operands) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < operands.length; i++) {
        names.add("x" + i);
      }
      Node node = new Node("y", operator, "", 23, names, List.of("y"), new Attributes(attributes));
      Call call = new Call(node, taylor, List.of(operands));
      return (Jet) Operators.of(node).apply(call).get(0);
    }
  }

  private static void assertSame(Jet found, Jet expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertSame("value", found.value(), expected.value());
    assertSame("first derivative", found.first(), expected.first());
    assertSame("second derivative", found.second(), expected.second());
  }

  private static void assertSame(String what, NDArray found, NDArray expected) {
    int length = (int) (found == null ? expected == null ? 0 : expected.size() : found.size());
    double[] is = found == null ? new double[length] : Torch.doubles(found);
    double[] should = expected == null ? new double[length] : Torch.doubles(expected);
    double size = 1;
    for (double number : should) {
      size = Math.max(size, Math.abs(number));
    }
    for (int i = 0; i < length; i++) {
      assertThat(Math.abs(is[i] - should[i]) / size)
          .as("%s, element %d: %s, expected %s", what, i, is[i], should[i])
          .isLessThan(1e-11);
    }
  }

  @Property(tries = 20)
  void inverses(@ForAll long seed) {
    Bench.use(
        seed,
        on -> {
          Jet x = on.positive();
          Jet y = on.positive();
          assertSame(on.apply("Exp", on.apply("Log", x)), x);
          assertSame(on.apply("Mul", on.apply("Div", x, y), y), x);
          assertSame(on.apply("Pow", on.apply("Sqrt", x), on.number(2)), x);
          assertSame(on.apply("Pow", on.apply("Pow", x, y), on.apply("Reciprocal", y)), x);
          assertSame(on.apply("Tan", on.apply("Atan", x)), x);
        });
  }

  @Property(tries = 20)
  void symmetries(@ForAll long seed) {
    Bench.use(
        seed,
        on -> {
          Jet x = on.jet();
          Jet minus = on.apply("Neg", x);
          for (String operator : List.of("Gelu", "Softplus", "Relu", "Swish")) {
            Jet difference = on.apply("Sub", on.apply(operator, x), on.apply(operator, minus));
            assertSame(difference, x);
          }
          Jet y = on.jet();
          Jet extremes = on.apply("Add", on.apply("Max", x, y), on.apply("Min", x, y));
          assertSame(extremes, on.apply("Add", x, y));
          Jet squares =
              on.apply(
                  "Sum",
                  on.apply("Mul", on.apply("Sin", x), on.apply("Sin", x)),
                  on.apply("Mul", on.apply("Cos", x), on.apply("Cos", x)));
          assertSame(squares, on.apply("Pow", x, on.number(0)));
        });
  }

  @Property(tries = 20)
  void reductions(@ForAll long seed) {
    Bench.use(
        seed,
        on -> {
          Jet x = on.jet();
          Value axes = on.integers(1);
          Jet exponentials = on.apply("ReduceSum", on.apply("Exp", x), axes);
          assertSame(on.apply("ReduceLogSumExp", x, axes), on.apply("Log", exponentials));
          assertSame(
              on.apply("ReduceLogSum", on.apply("Exp", x), axes), on.apply("Log", exponentials));
          Jet norm = on.apply("ReduceL2", x, axes);
          assertSame(on.apply("Mul", norm, norm), on.apply("ReduceSumSquare", x, axes));
          Jet sum = on.apply("ReduceSum", x, axes);
          assertSame(on.apply("ReduceMean", x, axes), on.apply("Div", sum, on.number(4)));
          Jet logarithms = on.apply("ReduceSum", on.apply("Log", on.apply("Abs", x)), axes);
          Jet product = on.apply("ReduceProd", on.apply("Abs", x), axes);
          assertSame(product, on.apply("Exp", logarithms));
        });
  }

  @Property(tries = 20)
  void softmaxSpelledOut(@ForAll long seed) {
    Bench.use(
        seed,
        on -> {
          Jet x = on.jet();
          Jet e = on.apply("Exp", x);
          Jet y = on.apply("Div", e, on.apply("ReduceSum", e, on.integers(1)));
          assertSame(on.apply("Softmax", x), y);
          assertSame(on.apply("LogSoftmax", x), on.apply("Log", y));
        });
  }

  @Property(tries = 20)
  void activationsSpelledOut(@ForAll long seed) {
    Bench.use(
        seed,
        on -> {
          Jet x = on.jet();
          Jet erf = on.apply("Erf", on.apply("Div", x, on.number(Math.sqrt(2))));
          Jet gelu = on.apply("Mul", x, on.apply("Add", erf, on.number(1)));
          assertSame(on.apply("Gelu", x), on.apply("Mul", gelu, on.number(0.5)));
          Jet below = on.apply("Sub", on.apply("Exp", x), on.number(1));
          Jet positive = on.apply("Greater", x, on.number(0));
          assertSame(on.apply("Elu", x), on.apply("Where", positive, x, below));
          Jet ramp = on.apply("Clip", on.apply("Add", x, on.number(3)), on.number(0), on.number(6));
          Jet swish = on.apply("Div", on.apply("Mul", x, ramp), on.number(6));
          assertSame(on.apply("HardSwish", x), swish);
        });
  }

  @Property(tries = 20)
  void layerNormalisationSpelledOut(@ForAll long seed) {
    Bench.use(
        seed,
        on -> {
          Jet x = on.jet();
          Value axes = on.integers(-1);
          Jet centred = on.apply("Sub", x, on.apply("ReduceMean", x, axes));
          Jet variance = on.apply("ReduceMean", on.apply("Pow", centred, on.number(2)), axes);
          Jet deviation = on.apply("Sqrt", on.apply("Add", variance, on.number(1e-5)));
          Jet scale = on.apply("ReduceMax", on.jet(), on.integers(0));
          Jet spelled = on.apply("Mul", on.apply("Div", centred, deviation), scale);
          assertSame(on.apply("LayerNormalization", x, scale), spelled);
        });
  }
}
