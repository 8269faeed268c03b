package io.alphascope.workload.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Counts the fields of a message before it is parsed: an empty message takes two bytes in a file
 * and a hundred in memory, so the length of a file does not bound the memory for parsing it.
 */
final class FieldCount {

  /** Networks of ten thousand nodes have some hundred thousand fields. */
  private static final int MOST = 4_000_000;

  /** As deep as protobuf parses. */
  private static final int DEEPEST = 100;

  private int fields;

  /**
   * @throws OnnxException if there are too many, or they are nested too deeply
   * @throws IOException if the bytes are not a message
   */
  static void check(CodedInputStream message, Descriptor type) throws IOException {
    new FieldCount().count(message, type, 0);
  }

  private void count(CodedInputStream message, Descriptor type, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new OnnxException("it is nested more than %d levels deep".formatted(DEEPEST));
    }
    for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
      if (++fields > MOST) {
        throw new OnnxException(
            "it has more than %d fields, which no network needs".formatted(MOST));
      }
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean nested =
          field != null
              && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (nested) {
        int limit = message.pushLimit(message.readRawVarint32());
        count(message, field.getMessageType(), depth + 1);
        message.popLimit(limit);
      } else {
        message.skipField(tag);
      }
    }
  }
}
