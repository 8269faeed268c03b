package io.alphascope.workload.onnx;

/** A file that is not an ONNX model, or one that cannot be taken: what is wrong, and the remedy. */
public final class OnnxException extends IllegalArgumentException {

  OnnxException(String message) {
    super(message);
  }

  OnnxException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same, naming the file. */
  static OnnxException in(String file, IllegalArgumentException cause) {
    return new OnnxException(file + ": " + cause.getMessage(), cause);
  }
}
