package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPortsTest {
  private static final Optional<Integer> ANY = Optional.empty();

  @TempDir Path root;
  private DataFolder folder;

  @BeforeEach
  void open() {
    folder = DataFolder.open(root);
  }

  @AfterEach
  void close() throws IOException {
    folder.close();
  }

  @Test
  void keepsWhatWasChosenOnce() throws IOException {
    KeptPorts first = KeptPorts.in(folder, new Random());
    int page = first.port("page", "--port", ANY);
    int broker = first.port("broker", "--broker-port", ANY);
    first.save();

    KeptPorts second = KeptPorts.in(folder, new Random());
    assertThat(second.port("page", "--port", ANY)).isEqualTo(page);
    assertThat(second.port("broker", "--broker-port", ANY)).isEqualTo(broker);
  }

  @Test
  void choosesAnotherIfAStrangerTookTheKeptOne() throws IOException {
    KeptPorts first = KeptPorts.in(folder, new Random());
    int page = first.port("page", "--port", ANY);
    first.save();

    try (ServerSocket stranger = new ServerSocket(page, 1, InetAddress.getByName("127.0.0.1"))) {
      KeptPorts second = KeptPorts.in(folder, new Random());
      assertThat(second.port("page", "--port", ANY)).isNotEqualTo(stranger.getLocalPort());
    }
  }

  @Test
  void givesNoPortTwice() throws IOException {
    KeptPorts ports = KeptPorts.in(folder, new EveryNumberTwice());

    assertThat(ports.port("page", "--port", ANY))
        .isNotEqualTo(ports.port("broker", "--broker-port", ANY));
  }

  @Test
  void refusesANamedPortThatIsTaken() throws IOException {
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int taken = stranger.getLocalPort();
      assertThatThrownBy(
              () -> KeptPorts.in(folder, new Random()).port("page", "--port", Optional.of(taken)))
          .isInstanceOfSatisfying(
              CommandFailure.class,
              e ->
                  assertThat(e.line())
                      .startsWith("Port %d on 127.0.0.1 cannot be used".formatted(taken))
                      .endsWith("name another with --port, or leave --port out"));
    }
  }

  @Test
  void refusesWhatIsNoPort() {
    assertThatThrownBy(
            () -> KeptPorts.in(folder, new Random()).port("page", "--port", Optional.of(70_000)))
        .hasMessage("--port 70000 is not a valid port");
  }

  /** A source of numbers that repeats itself. */
  private static final class EveryNumberTwice extends Random {
    private static final long serialVersionUID = 1;
    private int calls;

    @Override
    public int nextInt(int bound) {
      return calls++ / 2;
    }
  }
}
