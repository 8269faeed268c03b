package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedDatasetsTest {
  @TempDir Path folder;

  private NamedDatasets start(Optional<Path> variable) throws IOException {
    try (DataFolder data = DataFolder.open(folder.resolve("data"))) {
      return NamedDatasets.of(data, variable);
    }
  }

  /** Found by their names; nothing reads them here. */
  private Path mnist() throws IOException {
    Path mnist = Files.createDirectories(folder.resolve("mnïst files"));
    for (String name :
        List.of(
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte")) {
      Files.createFile(mnist.resolve(name));
    }
    return mnist;
  }

  @Test
  void aLaterStartInAnotherShellFindsWhatAnEarlierOneWasGiven() throws IOException {
    Path mnist = mnist();
    assertThat(start(Optional.of(mnist)))
        .isEqualTo(new NamedDatasets(Optional.of(mnist), Optional.empty()));

    NamedDatasets later = start(Optional.empty());

    assertThat(later.folder()).contains(mnist);
    assertThat(later.note())
        .contains(
            "ALPHASCOPE_DATA is not set: taking data sets from %s, as at an earlier start"
                .formatted(mnist));
  }

  @Test
  void aFolderOfTheUsersOwnDataSetsIsTakenToo() throws IOException {
    Path own = folder.resolve("mine");
    Files.createDirectories(own.resolve("flowers"));
    assertThatThrownBy(() -> start(Optional.of(own))).isInstanceOf(CommandFailure.class);
    Files.createFile(own.resolve("flowers/train-inputs.npy"));
    assertThat(start(Optional.of(own)).folder()).contains(own);
  }

  @Test
  void aFolderThatIsGoneSinceIsNamedAndNotTaken() throws IOException {
    Path mnist = mnist();
    start(Optional.of(mnist));
    Path moved = Files.move(mnist, folder.resolve("moved"));

    NamedDatasets later = start(Optional.empty());

    assertThat(later.folder()).isEmpty();
    assertThat(later.note())
        .hasValueSatisfying(
            note ->
                assertThat(note)
                    .startsWith("Continuing without " + mnist)
                    .contains("does not exist"));
    assertThat(start(Optional.of(moved)).folder()).contains(moved);
    assertThat(start(Optional.empty()).folder()).contains(moved);
  }

  @Test
  void whatIsNamedByMistakeIsRefusedAndNotRemembered() throws IOException {
    Path nowhere = folder.resolve("nowhere");

    assertThatThrownBy(() -> start(Optional.of(nowhere)))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("The system cannot be started");
    assertThat(start(Optional.empty()))
        .isEqualTo(new NamedDatasets(Optional.empty(), Optional.empty()));
  }
}
