package io.alphascope.workload.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One of ONNX's own tests of an operator.
 *
 * @param inputs in the order of the model's; null: a list or a map
 * @param outputs in the order of the model's; null: a list or a map
 */
record NodeTest(
    String name, ModelProto model, List<TensorProto> inputs, List<TensorProto> outputs) {

  private static final String ARCHIVE = "node-tests.zip.gz";

  /** All tests of the archive, by name. */
  static List<NodeTest> all() throws IOException {
    Map<String, Map<String, byte[]>> files = new TreeMap<>();
    try (InputStream packed = NodeTest.class.getResourceAsStream(ARCHIVE);
        ZipInputStream archive = new ZipInputStream(new GZIPInputStream(packed))) {
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        String[] path = entry.getName().split("/");
        files
            .computeIfAbsent(path[0], name -> new TreeMap<>())
            .put(path[1], archive.readAllBytes());
      }
    }
    List<NodeTest> tests = new ArrayList<>();
    for (Map.Entry<String, Map<String, byte[]>> test : files.entrySet()) {
      ModelProto model = ModelProto.parseFrom(test.getValue().get("model.onnx"));
      tests.add(
          new NodeTest(
              test.getKey(),
              model,
              tensors(test.getValue(), "input", model.getGraph().getInputCount()),
              tensors(test.getValue(), "output", model.getGraph().getOutputCount())));
    }
    return tests;
  }

  private static List<TensorProto> tensors(Map<String, byte[]> files, String kind, int count)
      throws IOException {
    List<TensorProto> tensors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] file = files.get("%s_%d.pb".formatted(kind, i));
      tensors.add(file == null ? null : TensorProto.parseFrom(file));
    }
    return tensors;
  }
}
