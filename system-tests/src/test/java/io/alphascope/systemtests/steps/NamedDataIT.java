package io.alphascope.systemtests.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.cli.test.StepFixture;
import io.alphascope.systemtests.LaunchedProcess;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ALPHASCOPE_DATA} in the environment of a command. */
class NamedDataIT {
  private static final int IMAGE = 28 * 28;

  @TempDir Path folder;

  @Test
  void observeFindsMnistWhereTorchvisionPutIt() throws Exception {
    Path raw = Files.createDirectories(folder.resolve("named/MNIST/raw"));
    writeBlankMnist(raw);

    LaunchedProcess observed = observe(folder.resolve("named"));

    assertThat(observed.exitStatus()).as("%s", observed.said()).isZero();
    assertThat(Files.readString(observed.out())).contains("hessian@fresh:256");
  }

  @Test
  void observeRefusesAFolderWithoutIt() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    LaunchedProcess observed = observe(empty);

    assertThat(observed.exitStatus()).isEqualTo(1);
    assertThat(observed.said())
        .startsWith(
            "alphascope: step.json's data set cannot be used: data set mnist is not where"
                + " ALPHASCOPE_DATA says: %s holds none of MNIST's four files; looked for train-"
                    .formatted(empty))
        .hasLineCount(1);
  }

  @Test
  void upRefusesAFolderThatIsNotThereBeforeItStartsAnything() throws Exception {
    Path data = folder.resolve("data");
    Path nowhere = folder.resolve("nowhere");

    LaunchedProcess up =
        launch(nowhere, "up", "--exit", "--dataset", "mnist", "--data-dir", data.toString());

    assertThat(up.exitStatus()).isEqualTo(1);
    assertThat(up.said())
        .endsWith(
            "alphascope: The system cannot be started: data set mnist is not where ALPHASCOPE_DATA"
                + " says: %s does not exist; let it name the folder that holds MNIST's files, or"
                    .formatted(nowhere)
                + " unset it to have them downloaded\n");
    assertThat(data.resolve("credentials")).doesNotExist();
  }

  private LaunchedProcess observe(Path named) throws IOException {
    Path step = folder.resolve("step");
    StepFixture.writeWithIndices(step, 0, 59_999);
    StepFixture.specify(step, "\"network\": \"784-10\", \"dataset\": \"mnist\"");
    // Keeps the native library out of this user's own data folder.
    Path data = Path.of("target/named-data");
    return launch(named, "observe", step.toString(), "--data-dir", data.toString());
  }

  private LaunchedProcess launch(Path named, String... arguments) throws IOException {
    return LaunchedProcess.start(
        folder,
        System.getProperty("java.class.path"),
        List.of("env", "ALPHASCOPE_DATA=" + named),
        arguments);
  }

  /** Black images of the digit 0, unpacked, with a dot in their names. */
  private static void writeBlankMnist(Path raw) throws IOException {
    write(raw.resolve("train-images.idx3-ubyte"), 60_000 * IMAGE, 60_000, 28, 28);
    write(raw.resolve("train-labels.idx1-ubyte"), 60_000, 60_000);
    write(raw.resolve("t10k-images.idx3-ubyte"), 10_000 * IMAGE, 10_000, 28, 28);
    write(raw.resolve("t10k-labels.idx1-ubyte"), 10_000, 10_000);
  }

  private static void write(Path file, int bytes, int... dimensions) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(0x08 << 8 | dimensions.length);
      for (int dimension : dimensions) {
        out.writeInt(dimension);
      }
      out.write(new byte[bytes]);
    }
  }
}
