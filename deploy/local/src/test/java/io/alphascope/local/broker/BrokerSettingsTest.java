package io.alphascope.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {
  private static final int MIB = 1024 * 1024;

  @Test
  void aRequestMayHoldTheLargestRecord() throws IOException {
    assertThat(largestRequest(256 * MIB)).isGreaterThan(256 * MIB);
  }

  @Test
  void aSmallRecordLeavesKafkasOwnLimitOfRequests() throws IOException {
    assertThat(largestRequest(16 * MIB)).isEqualTo(100 * MIB);
  }

  private static int largestRequest(int largestRecordBytes) throws IOException {
    BrokerLogin login = new BrokerLogin("user", "password");
    Properties properties =
        new BrokerSettings(Path.of("data"), 1, 2, largestRecordBytes, login, Optional.empty())
            .properties();
    return Integer.parseInt(properties.getProperty("socket.request.max.bytes"));
  }
}
