package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Literal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexingTest {

  private static Literal integers(Shape shape, long... integers) {
    return new Literal(DataType.INT64, shape, Literal.of(integers).data());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, -1})
  void gather(int axis) {
    Literal two = integers(new Shape(2, 2), 1, -1, 0, 1);
    RuleCheck.of("Gather").moving(3, 4, 2).constant(two).attribute("axis", axis).check();
    RuleCheck.of("Gather").moving(3, 4, 2).constant(1).attribute("axis", axis).check();
    Literal last = integers(new Shape(), -1);
    RuleCheck.of("Gather").moving(3, 4, 2).constant(last).attribute("axis", axis).check();
    RuleCheck.of("GatherElements")
        .moving(3, 4, 2)
        .constant(integers(new Shape(1, 3, 2), 0, 1, 1, -1, 0, 0))
        .attribute("axis", axis)
        .check();
  }

  @Test
  void refusesAnIndexThatDoesNotExist() {
    assertThatThrownBy(
            RuleCheck.of("Gather").moving(5, 2).constant(integers(new Shape(2, 2), 0, 1, 5, 2))
                ::check)
        .hasMessageContaining("index 5, found at [1, 0] of the indices, does not exist")
        .hasMessageContaining("length 5, so that they go from -5 to 4");
  }

  @Test
  void severalAxesAtOnce() {
    Literal places = integers(new Shape(2, 2), 0, 1, 2, -1);
    RuleCheck.of("GatherND").moving(3, 4, 2).constant(places).check();
    RuleCheck.of("GatherND").moving(3, 4).constant(places).check();
    RuleCheck.of("GatherND")
        .moving(2, 3, 4)
        .constant(integers(new Shape(2, 1), 2, 0))
        .attribute("batch_dims", 1)
        .check();
    RuleCheck.of("ScatterND").moving(3, 4, 2).constant(places).moving(2, 2).check();
    RuleCheck.of("ScatterND").moving(3, 4).constant(places).moving(2).check();
    RuleCheck.of("ScatterElements")
        .moving(3, 4)
        .constant(integers(new Shape(1, 3), 0, -1, 2))
        .moving(1, 3)
        .attribute("axis", 1)
        .check();
    assertThatThrownBy(
            RuleCheck.of("ScatterND")
                    .moving(3)
                    .constant(integers(new Shape(1, 1), 0))
                    .moving(1)
                    .attribute("reduction", "mul")
                ::check)
        .hasMessageContaining("reduction 'mul' is not supported");
  }

  @Test
  void oneHot() {
    RuleCheck.of("OneHot")
        .constant(integers(new Shape(4), 0, -1, 2, 7))
        .constant(3)
        .moving(2)
        .check();
    RuleCheck.of("OneHot")
        .constant(integers(new Shape(2, 2), 0, 1, 1, 2))
        .constant(3)
        .moving(2)
        .attribute("axis", 1)
        .check();
    assertThatThrownBy(RuleCheck.of("OneHot").constant(0, 1, 2).constant(1L << 40).moving(2)::check)
        .hasMessageContaining("more than 2147483647 elements are not supported");
  }

  @Test
  void slice() {
    RuleCheck.of("Slice").moving(5, 4).constant(1, 0).constant(4, 3).check();
    RuleCheck.of("Slice").moving(5, 4).constant(1).constant(Long.MAX_VALUE).constant(-1).check();
    RuleCheck.of("Slice")
        .moving(5, 4)
        .constant(-1)
        .constant(Long.MIN_VALUE)
        .constant(0)
        .constant(-2)
        .check();
  }

  @Property(tries = 40)
  void aSliceTurnedRoundIsTheSliceBackwards(
      @ForAll @IntRange(min = -8, max = 8) int start,
      @ForAll @IntRange(min = -8, max = 8) int end,
      @ForAll @IntRange(min = 1, max = 4) int step) {
    RuleCheck.of("Slice")
        .moving(5, 2)
        .constant(start)
        .constant(end)
        .constant(0)
        .constant(-step)
        .check();
    RuleCheck.of("Slice")
        .moving(5, 2)
        .constant(start)
        .constant(end)
        .constant(0)
        .constant(step)
        .check();
  }

  @Test
  void trilu() {
    RuleCheck.of("Trilu").moving(2, 3, 4).check();
    RuleCheck.of("Trilu").moving(4, 3).constant(-1).attribute("upper", 0).check();
    RuleCheck.of("Trilu").moving(4, 3).constant(Long.MAX_VALUE).check();
  }
}
