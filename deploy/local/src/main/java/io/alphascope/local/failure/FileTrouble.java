package io.alphascope.local.failure;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file operation failed. */
public final class FileTrouble {
  private FileTrouble() {}

  /**
   * @param what cannot be done
   * @param remedy what the user can do
   */
  public static CommandFailure failure(String what, IOException e, String remedy) {
    return new CommandFailure("%s (%s)".formatted(what, reason(e)), remedy, e);
  }

  /** The reason alone, without the path, in lower case: "no space left on device". */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    String reason =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return reason.isEmpty()
        ? e.getClass().getSimpleName()
        : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
  }
}
