package io.alphascope.workload.onnx;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;

/** Sets of operators, and their versions. */
final class Domains {
  private static final int FIRST = 11;
  private static final int LAST = 23;

  private Domains() {}

  /** Whether it is ONNX's own, which has two names. */
  static boolean isOnnx(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /**
   * The version of ONNX's own operators.
   *
   * @throws OnnxException if it is none that the rules follow
   */
  static int opset(List<OperatorSetIdProto> imports) {
    long version =
        imports.stream()
            .filter(imported -> isOnnx(imported.getDomain()))
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElseThrow(
                () -> new OnnxException("it names no version (opset) of ONNX's operators"));
    if (version < FIRST || version > LAST) {
      throw new OnnxException(
          "it follows version %d of ONNX's operators; supported are %d to %d: write it with opset_version=18, or convert it with onnx.version_converter"
              .formatted(version, FIRST, LAST));
    }
    return (int) version;
  }
}
