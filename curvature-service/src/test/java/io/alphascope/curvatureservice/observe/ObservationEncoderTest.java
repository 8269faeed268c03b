package io.alphascope.curvatureservice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.events.ObservedQuantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationEncoderTest {

  private static final List<Quantity> COMPUTED = List.of(Quantity.values());

  @Test
  void everyQuantityThatIsComputedHasAFieldAndTheReverse() {
    assertThat(ObservationEncoder.fields(COMPUTED, ObservedQuantity.ALL))
        .hasSize(ObservedQuantity.ALL.size())
        .allSatisfy(
            (quantity, field) -> assertThat(field.getName()).isEqualTo(quantity.toString()));
  }

  @Test
  void refusesAFieldThatNothingComputes() {
    List<Quantity> fewer = COMPUTED.stream().filter(q -> q != Quantity.SLOPE).toList();

    assertThatThrownBy(() -> ObservationEncoder.fields(fewer, ObservedQuantity.ALL))
        .hasMessage(
            "CurvatureObserved has a quantity slope, which curvature.Quantity does not compute");
  }

  @Test
  void refusesAComputationWithoutAField() {
    List<ObservedQuantity> fewer =
        ObservedQuantity.ALL.stream().filter(q -> !q.name().equals("slope")).toList();

    assertThatThrownBy(() -> ObservationEncoder.fields(COMPUTED, fewer))
        .hasMessage(
            "curvature.Quantity computes [slope], of which CurvatureObserved has no quantity");
  }
}
