package io.alphascope.curvature;

import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which diagonal blocks of the matrix count; what lies outside them is taken as zero. */
public enum Structure {
  /** One block, all of it. */
  FULL(tensor -> 0),
  /** A block per layer. */
  LAYER(ParameterTensor::layer),
  /** A block per parameter tensor, as BackPACK's products have them. */
  PARAMETER(ParameterTensor::name);

  private final Function<ParameterTensor, Object> block;

  Structure(Function<ParameterTensor, Object> block) {
    this.block = block;
  }

  /** The tensors of each block. */
  Collection<List<ParameterTensor>> blocks(Network network) {
    return network.parameters().stream()
        .collect(Collectors.groupingBy(block, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
