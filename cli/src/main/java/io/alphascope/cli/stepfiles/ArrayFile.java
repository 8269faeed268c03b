package io.alphascope.cli.stepfiles;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyContent;
import io.alphascope.workload.npy.NpyException;
import java.io.IOException;
import java.nio.file.Path;

/** A file in NumPy's format that a user has named. */
final class ArrayFile {
  private ArrayFile() {}

  /**
   * @throws CommandFailure if it cannot be read, or holds anything else
   */
  static NpyArray read(Path file, NpyContent content) {
    try {
      return NpyArray.read(file, content);
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be read (%s)".formatted(file, FileTrouble.reason(e)), content.remedy(file), e);
    } catch (NpyException e) {
      throw new CommandFailure(e.getMessage(), e.remedy(), e);
    }
  }
}
