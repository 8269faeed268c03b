package io.alphascope.workload.operator;

import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Value;
import java.util.stream.Collectors;

/** A node that cannot be computed with the operands that it has. */
public final class NodeException extends IllegalArgumentException {

  private static final int LONGEST_CAUSE = 300;

  private NodeException(String message, Throwable cause) {
    super(message, cause);
  }

  static NodeException of(Call call, Throwable cause) {
    return new NodeException(
        "%s: %s; its operands are %s"
            .formatted(
                call.node().title(),
                firstLine(cause),
                call.operands().stream()
                    .map(NodeException::describe)
                    .collect(Collectors.joining(", "))),
        cause);
  }

  /** PyTorch adds a stack trace to its messages. */
  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return message.length() > LONGEST_CAUSE ? message.substring(0, LONGEST_CAUSE) : message;
  }

  private static String describe(Value value) {
    if (value == null) {
      return "none";
    }
    if (value instanceof Constant constant) {
      return constant.array().getDataType() + " " + constant.array().getShape();
    }
    return value instanceof Jet jet ? jet.value().getDataType() + " " + jet.shape() : "a sequence";
  }
}
