package io.alphascope.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.statistics.NaiveStatistics;
import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.aggregator.store.ObservedRows;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StatisticsKey;
import io.alphascope.events.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingTopologyTest {

  /** The driver of tests flushes a store on disk after every record. */
  private static final KeyValueBytesStoreSupplier IN_MEMORY =
      Stores.inMemoryKeyValueStore(ObservedRows.NAME);

  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final List<DeadLetter> reported = new ArrayList<>();
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> observations;
  private TestInputTopic<String, byte[]> runs;
  private TestOutputTopic<String, byte[]> statistics;
  private TestOutputTopic<String, byte[]> deadLetters;

  @BeforeEach
  void start(@TempDir Path stateFolder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver =
        new TopologyTestDriver(
            RollingTopology.build(INTERVAL, IN_MEMORY, reported::add), properties);
    observations =
        driver.createInputTopic(
            Topic.OBSERVATIONS.topicName(), new StringSerializer(), new ByteArraySerializer());
    runs =
        driver.createInputTopic(
            Topic.RUNS.topicName(), new StringSerializer(), new ByteArraySerializer());
    Deserializer<byte[]> bytes = new ByteArrayDeserializer();
    statistics =
        driver.createOutputTopic(Topic.STATISTICS.topicName(), new StringDeserializer(), bytes);
    deadLetters =
        driver.createOutputTopic(
            Topic.OBSERVATIONS_DEAD_LETTER.topicName(), new StringDeserializer(), bytes);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void computesStatisticsWhenTheIntervalEnds() throws Exception {
    List<CurvatureObserved> series = Observations.series("run", "ggn/layer@fresh:256", 600, 1);

    series.forEach(this::pipe);
    assertThat(statistics.isEmpty()).isTrue();
    driver.advanceWallClockTime(INTERVAL);

    Map<String, RollingStatistics> found = latest();
    assertThat(found).hasSize(3 * 600);
    assertAreThoseOf(series, found);
  }

  @Test
  void interleavedLateAndRepeatedRowsEndInTheStatisticsOfAnOrderlyRun() throws Exception {
    List<List<CurvatureObserved>> all =
        List.of(
            Observations.series("a", "hessian", 700, 2),
            Observations.series("a", "hessian@fresh:256", 700, 3),
            Observations.series("b", "hessian", 300, 4));
    List<CurvatureObserved> arrivals = new ArrayList<>();
    all.forEach(arrivals::addAll);
    arrivals.addAll(all.get(1).subList(0, 400));
    Random random = new Random(5);
    Collections.shuffle(arrivals, random);

    for (CurvatureObserved arrival : arrivals) {
      pipe(arrival);
      if (random.nextInt(150) == 0) {
        driver.advanceWallClockTime(INTERVAL);
      }
    }
    driver.advanceWallClockTime(INTERVAL);

    Map<String, RollingStatistics> found = latest();
    assertThat(found).hasSize(3 * 1_700);
    for (List<CurvatureObserved> series : all) {
      assertAreThoseOf(series, found);
    }
  }

  @Test
  void aBacklogIsWorkedOffInPieces() throws Exception {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 5_000, 6);
    series.forEach(this::pipe);

    driver.advanceWallClockTime(INTERVAL);
    assertThat(statistics.getQueueSize()).isEqualTo(3 * 4_000);
    driver.advanceWallClockTime(INTERVAL);

    Map<String, RollingStatistics> found = latest();
    assertThat(found).hasSize(3 * 5_000);
    assertThat(found.get("run/hessian/20/4999"))
        .isEqualTo(NaiveStatistics.of(series.subList(4_980, 5_000), 20).get(4_999L));
  }

  @Test
  void aRowThatIsThereAlreadyChangesNothing() throws Exception {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 50, 7);
    series.forEach(this::pipe);
    driver.advanceWallClockTime(INTERVAL);
    latest();

    series.forEach(this::pipe);
    driver.advanceWallClockTime(INTERVAL);

    assertThat(statistics.isEmpty()).isTrue();
  }

  @Test
  void aChangedRowReplacesTheOldOne() throws Exception {
    List<CurvatureObserved> series = new ArrayList<>(Observations.series("run", "ggn", 50, 8));
    series.forEach(this::pipe);
    driver.advanceWallClockTime(INTERVAL);
    latest();

    series.set(10, series.get(10).toBuilder().setSlope(-100).build());
    pipe(series.get(10));
    driver.advanceWallClockTime(INTERVAL);

    Map<String, RollingStatistics> found = latest();
    assertThat(found).hasSize(20 + 40 + 40);
    assertAreThoseOf(series, found);
  }

  @Test
  void whatCannotBeReadBecomesADeadLetterAndTheNextRecordIsProcessed() throws Exception {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 2, 9);

    pipe(series.get(0));
    observations.pipeInput("run/7/hessian", new byte[] {1, 2, 3});
    observations.pipeInput("no key", series.get(1).toByteArray());
    pipe(series.get(1));
    driver.advanceWallClockTime(INTERVAL);

    assertThat(latest()).hasSize(6);
    List<DeadLetter> letters = new ArrayList<>();
    for (var record : deadLetters.readRecordsToList()) {
      letters.add(DeadLetter.parseFrom(record.value()));
    }
    assertThat(letters).isEqualTo(reported).hasSize(2);
    assertThat(letters.get(0).getTopic()).isEqualTo("curvature.observations");
    assertThat(letters.get(0).getOffset()).isEqualTo(1);
    assertThat(letters.get(0).getRun()).isEqualTo("run");
    assertThat(letters.get(0).getStep()).isEqualTo(7);
    assertThat(letters.get(0).getReason()).startsWith("value: expected a CurvatureObserved, found");
    assertThat(letters.get(1).getReason())
        .isEqualTo("key: expected 'run/1/hessian', as the value says, found 'no key'");
  }

  @Test
  void aGraveIsNoDeadLetterAndChangesNothing() {
    observations.pipeInput("run/8/hessian", null);
    driver.advanceWallClockTime(INTERVAL);

    assertThat(statistics.isEmpty()).isTrue();
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void aDeletedRunIsForgottenInPiecesAndOthersAreNot() throws Exception {
    List<CurvatureObserved> hessian = Observations.series("a", "hessian", 4_500, 10);
    List<CurvatureObserved> ggn = Observations.series("a", "ggn/layer@fresh:256", 700, 11);
    List<CurvatureObserved> other = new ArrayList<>(Observations.series("a.b", "ggn", 30, 12));
    List.of(hessian, ggn, other).forEach(series -> series.forEach(this::pipe));
    for (int time = 0; time < 2; time++) {
      driver.advanceWallClockTime(INTERVAL);
    }
    assertThat(latest()).hasSize(3 * 5_230);

    delete("a");
    driver.advanceWallClockTime(INTERVAL);
    assertThat(statistics.getQueueSize()).isEqualTo(3 * 4_000);
    driver.advanceWallClockTime(INTERVAL);

    List<CurvatureObserved> gone = new ArrayList<>(hessian);
    gone.addAll(ggn);
    assertGraves(gone);
    assertThat(rows()).isEqualTo(30);

    other.set(3, other.get(3).toBuilder().setSlope(-100).build());
    pipe(other.get(3));
    driver.advanceWallClockTime(INTERVAL);
    assertAreThoseOf(other, latest());
  }

  @Test
  void rowsOfADeletedRunThatComeLateAreBuriedAtOnce() {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 20, 13);
    series.subList(0, 10).forEach(this::pipe);
    delete("run");
    series.subList(10, 20).forEach(this::pipe);
    delete("run");

    driver.advanceWallClockTime(INTERVAL);
    driver.advanceWallClockTime(INTERVAL);

    assertGraves(series);
    assertThat(rows()).isZero();
  }

  @Test
  void whatIsNoDeletionDeletesNothing() throws Exception {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 20, 14);
    series.forEach(this::pipe);

    runs.pipeInput(
        "run",
        RunChanged.newBuilder()
            .setRun("run")
            .setState(RunChanged.State.COMPLETED)
            .build()
            .toByteArray());
    runs.pipeInput("run", new byte[] {1, 2, 3});
    runs.pipeInput("run", null);
    driver.advanceWallClockTime(INTERVAL);

    assertThat(latest()).hasSize(3 * 20);
  }

  private void delete(String run) {
    runs.pipeInput(
        run,
        RunChanged.newBuilder()
            .setRun(run)
            .setState(RunChanged.State.DELETED)
            .build()
            .toByteArray());
  }

  private long rows() {
    try (var all = driver.getKeyValueStore(ObservedRows.NAME).all()) {
      long count = 0;
      for (; all.hasNext(); all.next()) {
        count++;
      }
      return count;
    }
  }

  /** Records without a value, one for each of these observations and for each of its statistics. */
  private void assertGraves(List<CurvatureObserved> series) {
    var ofStatistics = statistics.readRecordsToList();
    assertThat(ofStatistics).extracting(TestRecord::value).containsOnlyNulls();
    assertThat(ofStatistics)
        .extracting(TestRecord::key)
        .containsExactlyInAnyOrderElementsOf(
            series.stream()
                .flatMap(
                    row ->
                        Recomputation.WINDOWS.stream()
                            .map(
                                window ->
                                    new StatisticsKey(
                                            row.getRun(), row.getCurvature(), window, row.getStep())
                                        .toString()))
                .toList());
    var ofObservations =
        driver
            .createOutputTopic(
                Topic.OBSERVATIONS.topicName(),
                new StringDeserializer(),
                new ByteArrayDeserializer())
            .readRecordsToList();
    assertThat(ofObservations).extracting(TestRecord::value).containsOnlyNulls();
    assertThat(ofObservations)
        .extracting(TestRecord::key)
        .containsExactlyInAnyOrderElementsOf(series.stream().map(Observations::key).toList());
  }

  @Test
  void everyOperatorHasANameOfItsOwn() {
    String description =
        RollingTopology.build(INTERVAL, IN_MEMORY, reported::add).describe().toString();

    assertThat(description).doesNotContainPattern("KSTREAM|KTABLE|\\d{10}");
    assertThat(description)
        .contains(
            "series-repartition",
            "deleted-runs-repartition",
            "observed-rows",
            "changed-steps",
            "forgotten-runs",
            "observations",
            "roll");
  }

  private void pipe(CurvatureObserved observed) {
    observations.pipeInput(Observations.key(observed), observed.toByteArray());
  }

  private Map<String, RollingStatistics> latest() throws Exception {
    Map<String, RollingStatistics> latest = new HashMap<>();
    for (var record : statistics.readRecordsToList()) {
      latest.put(record.key(), RollingStatistics.parseFrom(record.value()));
    }
    return latest;
  }

  private static void assertAreThoseOf(
      List<CurvatureObserved> series, Map<String, RollingStatistics> found) {
    CurvatureObserved first = series.get(0);
    for (int window : Recomputation.WINDOWS) {
      NaiveStatistics.of(series, window)
          .forEach(
              (step, expected) -> {
                String key =
                    new StatisticsKey(first.getRun(), first.getCurvature(), window, step)
                        .toString();
                if (found.containsKey(key)) {
                  assertThat(found.get(key)).isEqualTo(expected);
                }
              });
    }
  }
}
