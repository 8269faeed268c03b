package io.alphascope.local.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The user that PostgreSQL runs as, and how a command becomes that user.
 *
 * <p>PostgreSQL refuses to run as root. An ordinary user runs it directly; root drops to {@code
 * postgres} or {@code nobody} by {@code setpriv} or {@code runuser}. That user cannot pass a parent
 * folder of mode 0700, so {@code setpriv} leaves it the capability to search folders where that is
 * needed.
 *
 * @param prefix of a command, by which it becomes that user
 * @param user null: the launcher's own
 */
record DatabaseOwner(List<String> prefix, UserPrincipal user) {
  private static final List<String> CANDIDATES = List.of("postgres", "nobody");

  /**
   * @param folder existing folder that the database shall live in; it is given to the user
   * @throws CommandFailure if root finds no way to run PostgreSQL in that folder
   */
  static DatabaseOwner of(Path folder) throws IOException, InterruptedException {
    if (!System.getProperty("user.name").equals("root")) {
      return new DatabaseOwner(List.of(), null);
    }
    UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
    UserPrincipal user = owner.getName().equals("root") ? candidate(folder) : owner;
    for (List<String> prefix : waysToBecome(user.getName())) {
      DatabaseOwner dropped = new DatabaseOwner(prefix, user);
      dropped.take(folder);
      if (dropped.canPass(folder)) {
        return dropped;
      }
    }
    throw new CommandFailure(
        "PostgreSQL refuses to run as root, and user %s cannot be given access to %s"
            .formatted(user.getName(), folder),
        "give --data-dir a folder whose parents all users may search, install setpriv, or run"
            + " as an ordinary user");
  }

  /** The command as the database's user. */
  List<String> run(List<String> command) {
    return Stream.concat(prefix.stream(), command.stream()).toList();
  }

  /** Gives one file or folder, not what it holds, to the database's user. */
  void take(Path path) throws IOException {
    if (user != null) {
      Files.setOwner(path, user);
    }
  }

  /** Whether the database's user finds that program, and may run it. */
  boolean canExecute(Path program) throws InterruptedException {
    return succeeds("test", "-x", program.toString());
  }

  private boolean canPass(Path folder) throws InterruptedException {
    // A folder behind one that may not be searched looks as if it were not there.
    return succeeds("test", "-d", folder + "/.");
  }

  private boolean succeeds(String... command) throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder(run(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program on this machine
    }
  }

  private static List<List<String>> waysToBecome(String user)
      throws IOException, InterruptedException {
    String group = primaryGroup(user);
    List<String> setpriv =
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--init-groups", "--reset-env");
    List<String> searchingFolders = new ArrayList<>(setpriv);
    searchingFolders.addAll(
        List.of(
            // Without it access(2), by which PostgreSQL finds its own programs, forgets
            // capabilities.
            "--securebits=+no_setuid_fixup",
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search"));
    return List.of(setpriv, searchingFolders, List.of("runuser", "-u", user, "--"));
  }

  private static String primaryGroup(String user) throws IOException, InterruptedException {
    Process id = new ProcessBuilder("id", "-g", user).redirectErrorStream(true).start();
    String answer = new String(id.getInputStream().readAllBytes(), UTF_8).strip();
    if (id.waitFor() != 0) {
      throw new CommandFailure(
          "The database's folder belongs to an unknown user (%s)".formatted(answer),
          "give pg/ in the data folder to a user of this machine");
    }
    return answer;
  }

  private static UserPrincipal candidate(Path folder) throws IOException {
    for (String name : CANDIDATES) {
      try {
        return folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
      } catch (UserPrincipalNotFoundException e) {
        continue; // not on this machine
      }
    }
    throw new CommandFailure(
        "PostgreSQL refuses to run as root, and there is no user named postgres or nobody",
        "run as an ordinary user");
  }
}
