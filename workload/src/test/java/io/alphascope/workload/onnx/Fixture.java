package io.alphascope.workload.onnx;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Networks that PyTorch wrote; make-networks.py beside them says how. */
final class Fixture {

  private Fixture() {}

  static OnnxModel read(String name) {
    return OnnxModel.read(path(name));
  }

  static Path path(String name) {
    try {
      return Path.of(Fixture.class.getResource(name + ".onnx").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
