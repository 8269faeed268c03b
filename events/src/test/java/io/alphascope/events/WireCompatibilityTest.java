package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that a released version wrote must be read for ever. Each {@code .bin} under {@code
 * wire/v1} lies beside what it says in text; neither is changed, a new version adds a folder.
 */
class WireCompatibilityTest {

  private static final Map<String, Message> RECORDS =
      Map.of(
          "step-taken", StepTaken.getDefaultInstance(),
          "step-taken-with-its-data", StepTaken.getDefaultInstance(),
          "run-changed", RunChanged.getDefaultInstance(),
          "curvature-observed", CurvatureObserved.getDefaultInstance(),
          "rolling-statistics", RollingStatistics.getDefaultInstance(),
          "dead-letter", DeadLetter.getDefaultInstance(),
          "replay-changed", ReplayChanged.getDefaultInstance());

  static Stream<String> records() {
    return RECORDS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatVersion1WroteIsRead(String name) throws IOException {
    Message type = RECORDS.get(name);

    Message read = type.getParserForType().parseFrom(resource(name + ".bin"));

    Message.Builder said = type.newBuilderForType();
    TextFormat.merge(new String(resource(name + ".txtpb"), StandardCharsets.UTF_8), said);
    assertThat(read).isEqualTo(said.build());
    assertThat(read.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void theLowLevelReaderAgrees() throws IOException {
    byte[] bytes = resource("step-taken.bin");

    assertThat(StepReader.read(ByteBuffer.wrap(bytes))).isEqualTo(StepTaken.parseFrom(bytes));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream input = WireCompatibilityTest.class.getResourceAsStream("/wire/v1/" + name)) {
      assertThat(input).as("/wire/v1/%s", name).isNotNull();
      return input.readAllBytes();
    }
  }
}
