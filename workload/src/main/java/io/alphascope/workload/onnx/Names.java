package io.alphascope.workload.onnx;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of values. */
final class Names {
  private static final int NAMED = 8;

  private static final Pattern OF_EXPORTERS =
      Pattern.compile("onnx::.*|_?val_\\d+|/.*|\\d+|lifted_tensor_\\d+");

  private Names() {}

  /** Whether PyTorch's exporters made it up, instead of taking it from the network. */
  static boolean isOfExporter(String name) {
    return OF_EXPORTERS.matcher(name).matches();
  }

  /** The first few, for messages. */
  static String some(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String first =
        names.stream().limit(NAMED).map("'%s'"::formatted).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : "%s and %d more".formatted(first, names.size() - NAMED);
  }
}
