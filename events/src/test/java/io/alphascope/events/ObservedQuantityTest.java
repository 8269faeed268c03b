package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import org.junit.jupiter.api.Test;

class ObservedQuantityTest {

  private static final FieldOptions DESCRIBED =
      options(QuantityOptions.newBuilder().setDescription("Heat of the step.").setUnit("K"));

  @Test
  void allOfVersion1AreThereInTheOrderOfExports() {
    assertThat(ObservedQuantity.ALL)
        .extracting(ObservedQuantity::name)
        .startsWith(
            "alpha_star",
            "alpha_star_unit",
            "learning_rate_star",
            "overshoot",
            "slope",
            "curvature_value",
            "slope_published",
            "loss_before",
            "loss_after",
            "loss_at_alpha_star",
            "fidelity_at_step",
            "fidelity_at_alpha_star",
            "step_norm",
            "gradient_norm",
            "curvature_product_norm",
            "cosine_step_gradient",
            "cosine_step_product",
            "slope_standard_error",
            "curvature_standard_error",
            "alpha_star_standard_error")
        .doesNotContain("learning_rate");
  }

  @Test
  void saysWhatItsFieldSays() {
    ObservedQuantity slope =
        ObservedQuantity.ALL.stream()
            .filter(q -> q.name().equals("slope"))
            .findFirst()
            .orElseThrow();

    assertThat(slope.description()).startsWith("d'g, derivative of the loss along the step");
    assertThat(slope.unit()).isEqualTo("loss/step");
    assertThat(slope.bucketed()).isTrue();
    assertThat(slope.of(CurvatureObserved.newBuilder().setSlope(-2).build())).isEqualTo(-2);
    assertThat(slope.of(CurvatureObserved.getDefaultInstance())).isNull();
  }

  @Test
  void aLayerHasQuantitiesOfItsOwn() {
    assertThat(ObservedQuantity.OF_A_LAYER)
        .extracting(ObservedQuantity::name)
        .containsExactly("slope", "curvature_value", "alpha_star", "step_norm", "parameter_norm");
    assertThat(
            ObservedQuantity.OF_A_LAYER.get(0).of(LayerObserved.newBuilder().setSlope(-2).build()))
        .isEqualTo(-2);
  }

  @Test
  void isAnOptionalDoubleThatIsNotOfTheStep() throws DescriptorValidationException {
    FieldOptions ofStep = FieldOptions.newBuilder().setExtension(Events.ofStep, true).build();

    assertThat(ObservedQuantity.of(observed("heat", Type.TYPE_DOUBLE, DESCRIBED)))
        .extracting(ObservedQuantity::name, ObservedQuantity::unit, ObservedQuantity::bucketed)
        .containsExactly(tuple("heat", "K", false));
    assertThat(ObservedQuantity.of(observed("rate", Type.TYPE_DOUBLE, ofStep))).isEmpty();
    assertThat(
            ObservedQuantity.of(
                observed("count", Type.TYPE_INT64, FieldOptions.getDefaultInstance())))
        .isEmpty();
  }

  @Test
  void refusesAFieldThatDoesNotSayWhatItIs() {
    assertRefused(
        FieldOptions.getDefaultInstance(),
        Type.TYPE_DOUBLE,
        "test.Observed.heat is a quantity without a description");
    assertRefused(
        options(QuantityOptions.newBuilder().setDescription("Heat of the step.")),
        Type.TYPE_DOUBLE,
        "test.Observed.heat is a quantity without a unit");
    assertRefused(
        DESCRIBED, Type.TYPE_INT64, "test.Observed.heat has the option quantity, which is only");
  }

  private static void assertRefused(FieldOptions options, Type type, String reason) {
    assertThatThrownBy(() -> ObservedQuantity.of(observed("heat", type, options)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(reason);
  }

  private static FieldOptions options(QuantityOptions.Builder quantity) {
    return FieldOptions.newBuilder().setExtension(Events.quantity, quantity.build()).build();
  }

  /** A message of one optional field, as a compiler of proto3 describes it. */
  private static Descriptor observed(String field, Type type, FieldOptions options)
      throws DescriptorValidationException {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("test.proto")
            .setPackage("test")
            .setSyntax("proto3")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Observed")
                    .addField(
                        FieldDescriptorProto.newBuilder()
                            .setName(field)
                            .setNumber(1)
                            .setType(type)
                            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                            .setProto3Optional(true)
                            .setOneofIndex(0)
                            .setOptions(options))
                    .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field)))
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Observed");
  }
}
