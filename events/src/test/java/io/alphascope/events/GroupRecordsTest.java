package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Groups of steps as committed in {@code groups/}, and how they are read in Java; {@code
 * test_reading.py} of clients/python has how they are read in Python.
 */
class GroupRecordsTest {
  private static final Path COMMITTED = Path.of("src/test/resources/groups");

  @Test
  void theCommittedRecordsAreThese() throws IOException {
    Map<String, byte[]> made = GroupRecords.files();
    Path fresh = Files.createDirectories(Path.of("target/groups"));
    for (Map.Entry<String, byte[]> file : made.entrySet()) {
      Files.write(fresh.resolve(file.getKey()), file.getValue());
    }

    try (Stream<Path> committed = Files.list(COMMITTED)) {
      assertThat(committed.map(file -> file.getFileName().toString()))
          .as("copy what was meant to change from %s", fresh.toAbsolutePath())
          .containsExactlyInAnyOrderElementsOf(made.keySet());
    }
    for (String file : new TreeSet<>(made.keySet())) {
      assertThat(COMMITTED.resolve(file))
          .as("copy it from %s, if it was meant to change", fresh.toAbsolutePath())
          .hasBinaryContent(made.get(file));
    }
  }

  @Test
  void theirRuleRoundsThreeTimes() {
    int fused = 0;
    int unroundedRate = 0;
    for (StepTaken step : GroupRecords.byRule(4)) {
      FloatBuffer theta0 = Tensors.littleEndian(step.getTheta0()).asFloatBuffer();
      FloatBuffer theta1 = Tensors.littleEndian(step.getTheta1()).asFloatBuffer();
      FloatBuffer gradient = Tensors.littleEndian(step.getGradient()).asFloatBuffer();
      for (int p = 0; p < GroupRecords.PARAMETERS; p++) {
        float theta = theta0.get(p);
        float rate = (float) GroupRecords.RATE;
        if (Math.fma(-rate, gradient.get(p), theta) != theta1.get(p)) {
          fused++;
        }
        if ((float) (theta - GroupRecords.RATE * gradient.get(p)) != theta1.get(p)) {
          unroundedRate++;
        }
      }
    }
    assertThat(fused).as("elements that a fused rule gets wrong").isPositive();
    assertThat(unroundedRate).as("elements that a rule in double gets wrong").isPositive();
  }

  @Test
  void theReaderInJavaReadsThem() throws IOException {
    for (Map.Entry<String, List<String>> record : committedSteps().entrySet()) {
      byte[] value = Files.readAllBytes(COMMITTED.resolve(record.getKey() + ".bin"));

      List<GroupedStep> read = StepGroup.read(ByteBuffer.wrap(value));

      assertThat(read.stream().map(GroupRecordsTest::described))
          .as(record.getKey())
          .containsExactlyElementsOf(record.getValue());
    }
  }

  /** The lines of {@code steps.txt} by record. */
  private static Map<String, List<String>> committedSteps() throws IOException {
    Map<String, List<String>> steps = new LinkedHashMap<>();
    for (String line : Files.readAllLines(COMMITTED.resolve("steps.txt"))) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ", 2);
        steps.computeIfAbsent(words[0], record -> new ArrayList<>()).add(words[1]);
      }
    }
    return steps;
  }

  /** What is wrong with a step that stands alone is found where it is decoded. */
  private static String described(GroupedStep read) {
    StepTaken step = read.step();
    String fieldOfItsOwn = step.hasTheta1() ? "batch" : "theta1";
    boolean isWhole = step.hasTheta1() && step.getBatchCase() != StepTaken.BatchCase.BATCH_NOT_SET;
    return step.getStep()
        + " "
        + read.fault()
            .map(GroupedStep.Fault::field)
            .orElseGet(() -> isWhole ? GroupRecords.arrays(step) : fieldOfItsOwn);
  }
}
