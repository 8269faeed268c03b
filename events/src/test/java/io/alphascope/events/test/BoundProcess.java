package io.alphascope.events.test;

import java.util.ArrayList;
import java.util.List;

/**
 * Processes that end when this JVM does, however it ends, and that do not inherit signals that are
 * ignored, as those of a shell's background job are (SIGINT).
 *
 * <p>The command itself runs as the process that is started: its process id, exit status and
 * signals are its own. Beside it a watcher waits for the end of a pipe whose other end only this
 * JVM holds, its standard input, and then kills it; so such a process has no standard input to
 * read, and {@link Process#destroy}, which closes it, kills: {@code toHandle().destroy()} asks it
 * to end.
 */
public final class BoundProcess {

  private static final String WATCHED =
      """
      bash -c 'trap "" HUP INT TERM; read -r _; kill -KILL "$1" 2>/dev/null' watcher $$ \
        <&0 >/dev/null 2>&1 &
      reset=()
      if env --default-signal=INT true 2>/dev/null; then reset=(env --default-signal=INT); fi
      exec ${reset[@]+"${reset[@]}"} "$@" </dev/null
      """;

  private BoundProcess() {}

  /** For a command that is bound to this JVM; its standard input is not to be redirected. */
  public static ProcessBuilder builder(List<String> command) {
    List<String> bound = new ArrayList<>(List.of("bash", "-c", WATCHED, "bound"));
    bound.addAll(command);
    return new ProcessBuilder(bound);
  }

  public static ProcessBuilder builder(String... command) {
    return builder(List.of(command));
  }
}
