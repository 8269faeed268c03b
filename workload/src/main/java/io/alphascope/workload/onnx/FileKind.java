package io.alphascope.workload.onnx;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What files are that are often taken for ONNX models.
 *
 * @param is what it is, and the remedy
 * @param start bytes that all of them have
 * @param offset where these stand
 */
record FileKind(String is, ByteString start, int offset) {

  private static final String SAVED = "which holds weights alone: " + Export.REMEDY;

  private static final List<FileKind> KNOWN =
      List.of(
          latin("a zip archive, maybe of torch.save (.pt), " + SAVED, "PK\u0003\u0004", 0),
          latin("a pickle, maybe of torch.save (.pt), " + SAVED, "\u0080\u0002", 0),
          latin("a pickle, " + SAVED, "\u0080\u0004", 0),
          latin("a safetensors file, " + SAVED, "{\"", 8),
          latin("a GGUF file, " + SAVED, "GGUF", 0),
          latin("an HDF5 file, maybe of Keras: write it with tf2onnx", "\u0089HDF", 0),
          latin("a TensorFlow Lite file: write the model with tf2onnx", "TFL3", 4),
          latin("a file of NumPy, which holds one array", "\u0093NUMPY", 0),
          latin("compressed by gzip: unpack it", "\u001f\u008b", 0),
          latin(
              "a pointer of Git LFS: fetch the file itself with `git lfs pull`",
              "version https",
              0),
          latin("JSON text", "{", 0),
          latin("JSON text", "[", 0),
          latin("a page of HTML, maybe a download that failed", "<", 0));

  private static FileKind latin(String is, String start, int offset) {
    return new FileKind(is, ByteString.copyFrom(start, StandardCharsets.ISO_8859_1), offset);
  }

  /** What the bytes look like. */
  static Optional<String> of(ByteString bytes) {
    return KNOWN.stream()
        .filter(
            kind ->
                bytes.size() >= kind.offset + kind.start.size()
                    && bytes
                        .substring(kind.offset, kind.offset + kind.start.size())
                        .equals(kind.start))
        .map(FileKind::is)
        .findFirst();
  }
}
