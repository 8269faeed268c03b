package io.alphascope.workload.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Bytes as an ONNX model, whose tensors are views of them. */
final class ModelBytes {

  private ModelBytes() {}

  /**
   * A file, mapped into memory: nothing of its tensors is read yet.
   *
   * @throws OnnxException if it cannot be read, or is not a model
   */
  static ModelProto parse(Path file) {
    if (Files.isDirectory(file)) {
      throw new OnnxException("it is a folder: name the .onnx file in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new OnnxException("it is not a regular file: copy it into one");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size == 0) {
        throw new OnnxException("the file is empty");
      }
      if (size > Integer.MAX_VALUE) {
        throw new OnnxException(
            "it has %d bytes, ONNX models have 2 GiB at most: keep the weights beside it"
                    .formatted(size)
                + " (external_data=True)");
      }
      return parse(UnsafeByteOperations.unsafeWrap(channel.map(MapMode.READ_ONLY, 0, size)));
    } catch (NoSuchFileException e) {
      throw new OnnxException("there is no such file", e);
    } catch (IOException e) {
      throw new OnnxException("the file cannot be read: " + e, e);
    }
  }

  /**
   * @param bytes must not be changed
   * @throws OnnxException if they are not a model
   */
  static ModelProto parse(ByteString bytes) {
    ModelProto model;
    try {
      FieldCount.check(bytes.newCodedInput(), ModelProto.getDescriptor());
      CodedInputStream input = bytes.newCodedInput();
      input.enableAliasing(true);
      model = ModelProto.parseFrom(input);
    } catch (IOException e) {
      throw new OnnxException(refusal(bytes, " (%s)".formatted(e.getMessage())), e);
    }
    if (!model.hasGraph()) {
      throw new OnnxException(refusal(bytes, " (it holds no graph)"));
    }
    return model;
  }

  private static String refusal(ByteString bytes, String detail) {
    return FileKind.of(bytes)
        .map(kind -> "this is no ONNX model; it looks like " + kind)
        .orElse(
            "this is no ONNX model, or only a part of one%s: copy it again, or %s"
                .formatted(detail, Export.REMEDY));
  }
}
