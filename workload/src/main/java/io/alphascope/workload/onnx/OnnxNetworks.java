package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.operator.Operators;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Networks that people bring as files. */
public final class OnnxNetworks {

  private OnnxNetworks() {}

  /** Whether a network's name means a file. */
  public static boolean isFile(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  /**
   * The network of a file, starting from the file's values.
   *
   * @param parameters names in the order of θ; empty: {@link OnnxModel#parameters()}
   * @param batchStatistics whether batch normalisation uses those of the batch, as in training,
   *     whatever the file says
   * @throws OnnxException naming the file, what is wrong with it, and the remedy
   * @throws io.alphascope.workload.operator.UnsupportedOperatorException naming every node without
   *     a rule
   */
  public static Network read(Path file, List<String> parameters, boolean batchStatistics) {
    OnnxModel model = OnnxModel.read(file);
    if (batchStatistics) {
      model = model.withBatchNormalisationInTraining();
    }
    BoundNetwork bound = parameters.isEmpty() ? model.bind() : model.bind(parameters);
    Operators.check(bound.graph());
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int i = 0; i < bound.names().size(); i++) {
      shapes.put(bound.names().get(i), bound.shapes().get(i));
    }
    return Network.ofGraph(file.getFileName().toString(), bound.graph(), shapes)
        .startingFrom(seed -> floats(bound));
  }

  private static float[] floats(BoundNetwork bound) {
    ByteBuffer values = bound.values();
    float[] floats = new float[Math.toIntExact(bound.size())];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = bound.type() == DataType.FLOAT64 ? (float) values.getDouble() : values.getFloat();
    }
    return floats;
  }
}
