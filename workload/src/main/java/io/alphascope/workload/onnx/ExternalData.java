package io.alphascope.workload.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tensors that a model keeps in other files of its folder, mapped into memory. */
final class ExternalData {
  private final Path folder;
  private final Map<String, ByteBuffer> whole = new HashMap<>();

  private ExternalData(Path folder) {
    this.folder = folder;
  }

  /**
   * @throws IOException if the model's folder cannot be found
   */
  static ExternalData beside(Path model) throws IOException {
    return new ExternalData(model.toAbsolutePath().getParent().toRealPath());
  }

  /** Of bytes that lie in no folder: none. */
  static ExternalData none() {
    return new ExternalData(null);
  }

  /**
   * The bytes of a tensor.
   *
   * @param length that its shape asks for
   * @throws OnnxException if they are not there, or not inside the folder
   */
  ByteBuffer of(TensorProto tensor, long length) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    String of = "tensor '%s': its data in the file '%s'".formatted(tensor.getName(), location);
    if (folder == null) {
      throw new OnnxException(of + " cannot be had: write it with external_data=False");
    }
    long offset = number(of, entries.getOrDefault("offset", "0"));
    long given = number(of, entries.getOrDefault("length", Long.toString(length)));
    if (given != length) {
      throw new OnnxException("%s takes %d bytes, its shape says %d".formatted(of, given, length));
    }
    try {
      Path file = inside(of, location);
      long size = Files.size(file);
      if (offset > size || length > size - offset) {
        throw new OnnxException(
            "%s ends at byte %s, the file has %d: it is cut short, or another model's"
                .formatted(of, Math.addExact(offset, length), size));
      }
      return region(location, file, size, offset, length);
    } catch (IOException e) {
      throw new OnnxException("%s cannot be read: %s".formatted(of, e), e);
    } catch (ArithmeticException e) {
      throw new OnnxException(of + " lies beyond any file", e);
    }
  }

  private ByteBuffer region(String location, Path file, long size, long offset, long length)
      throws IOException {
    if (length > Integer.MAX_VALUE) {
      throw new OnnxException("'%s': tensors of more than 2 GiB are not supported".formatted(file));
    }
    if (size > Integer.MAX_VALUE) {
      return map(file, offset, length);
    }
    ByteBuffer all = whole.get(location);
    if (all == null) {
      all = map(file, 0, size);
      whole.put(location, all);
    }
    if (length > all.capacity() - offset) {
      throw new OnnxException("'%s' changes while it is read".formatted(file));
    }
    return all.slice((int) offset, (int) length);
  }

  private static ByteBuffer map(Path file, long offset, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(MapMode.READ_ONLY, offset, length);
    }
  }

  private Path inside(String of, String location) throws IOException {
    Path named;
    try {
      named = Path.of(location);
    } catch (InvalidPathException e) {
      throw new OnnxException(of + ": this is not a file name", e);
    }
    if (location.isEmpty() || named.isAbsolute()) {
      throw new OnnxException(of + ": expected a file beside the model, by its relative name");
    }
    Path file = folder.resolve(named).normalize();
    if (!file.startsWith(folder)) {
      throw outside(of);
    }
    if (!Files.exists(file)) {
      throw new OnnxException(of + " is missing: copy that file too, beside the model");
    }
    file = file.toRealPath();
    if (!file.startsWith(folder)) {
      throw outside(of);
    }
    if (!Files.isRegularFile(file)) {
      throw new OnnxException(of + ": this is not a file");
    }
    return file;
  }

  private OnnxException outside(String of) {
    return new OnnxException(
        "%s lies outside the model's folder %s: put the file itself into it".formatted(of, folder));
  }

  private static long number(String of, String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new OnnxException("%s: '%s' is not a position".formatted(of, text), e);
    }
    throw new OnnxException("%s: '%s' is not a position".formatted(of, text));
  }
}
