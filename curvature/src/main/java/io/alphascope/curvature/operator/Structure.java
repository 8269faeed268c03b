package io.alphascope.curvature.operator;

import io.alphascope.workload.naming.Named;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which diagonal blocks of the matrix count; what lies outside them is taken as zero. */
public enum Structure {
  /** One block, all of it. */
  FULL("one block", tensor -> 0),
  /** A block per layer. */
  LAYER("one block a layer", ParameterTensor::layer),
  /** A block per parameter tensor, as BackPACK's products have them. */
  PARAMETER("one block a parameter tensor", ParameterTensor::name);

  private final String description;
  private final Function<ParameterTensor, Object> block;

  Structure(String description, Function<ParameterTensor, Object> block) {
    this.description = description;
    this.block = block;
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  static Structure parse(String name) {
    return Named.find(values(), name)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no structure '%s'".formatted(name)));
  }

  /** Their names, joined for a message. */
  static String names() {
    return Arrays.stream(values()).map(Structure::toString).collect(Collectors.joining(", "));
  }

  /** In a few words. */
  public String description() {
    return description;
  }

  /** The tensors of each block. */
  public Collection<List<ParameterTensor>> blocks(Network network) {
    return network.parameters().stream()
        .collect(Collectors.groupingBy(block, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
