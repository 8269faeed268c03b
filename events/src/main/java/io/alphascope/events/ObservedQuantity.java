package io.alphascope.events;

import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * A quantity: a measured number of an observation. It is described at its field in {@code
 * events.proto}; all code that stores, shows or exports observations uses {@link #ALL}.
 *
 * @param name the name of its field and column, used everywhere
 * @param description what it is, and when it is absent
 * @param unit "1" for a number without a unit
 * @param bucketed whether buckets of steps contain it by default
 * @param field its field in {@link CurvatureObserved} or {@link LayerObserved}
 */
public record ObservedQuantity(
    String name, String description, String unit, boolean bucketed, FieldDescriptor field) {

  /** All quantities, in the order of the fields; exports have this order too. */
  public static final List<ObservedQuantity> ALL = of(CurvatureObserved.getDescriptor());

  /** The names of {@link #ALL}, in the same order. */
  public static final List<String> NAMES = ALL.stream().map(ObservedQuantity::name).toList();

  /** The numbers of each layer of an observation, in the order of the fields of its message. */
  public static final List<ObservedQuantity> OF_A_LAYER = of(LayerObserved.getDescriptor());

  /**
   * The quantities of a message: all its optional doubles, except those of the step.
   *
   * @throws IllegalStateException naming the field without a description
   */
  static List<ObservedQuantity> of(Descriptor message) {
    List<ObservedQuantity> quantities = new ArrayList<>();
    for (FieldDescriptor field : message.getFields()) {
      FieldOptions options = field.getOptions();
      if (isOptionalDouble(field) && !options.getExtension(Events.ofStep)) {
        quantities.add(of(field, options.getExtension(Events.quantity)));
      } else if (options.hasExtension(Events.quantity)) {
        throw new IllegalStateException(
            "%s has the option quantity, which is only for an optional double without of_step"
                .formatted(field.getFullName()));
      }
    }
    return List.copyOf(quantities);
  }

  private static ObservedQuantity of(FieldDescriptor field, QuantityOptions said) {
    return new ObservedQuantity(
        field.getName(),
        required(field, "description", said.getDescription()),
        required(field, "unit", said.getUnit()),
        said.getBucketed(),
        field);
  }

  private static String required(FieldDescriptor field, String option, String text) {
    if (text.isBlank()) {
      throw new IllegalStateException(
          "%s is a quantity without a %s: write [(quantity) = {description: … unit: …}] in events.proto"
              .formatted(field.getFullName(), option));
    }
    return text;
  }

  private static boolean isOptionalDouble(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.DOUBLE
        && field.hasPresence()
        && field.getRealContainingOneof() == null;
  }

  /**
   * The number itself; null if there is none.
   *
   * @param observed an observation, or a layer for {@link #OF_A_LAYER}
   */
  public Double of(Message observed) {
    return observed.hasField(field) ? (Double) observed.getField(field) : null;
  }
}
