package io.alphascope.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RollingStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecomputationTest {

  private static final Series SERIES = new Series("run", "hessian");

  private Recomputation recomputation;
  private InMemoryRows rows;

  /** Window and step to statistics, as the last emission says. */
  private Map<List<Long>, RollingStatistics> emitted;

  private int emissions;

  @BeforeEach
  @BeforeTry
  void forgetAll() {
    recomputation = new Recomputation();
    rows = new InMemoryRows();
    emitted = new HashMap<>();
    emissions = 0;
  }

  /** The dashboards offer those of the page. */
  @Test
  void thePageOffersTheseWindows() throws IOException {
    try (InputStream page =
        RecomputationTest.class.getResourceAsStream("/META-INF/resources/index.html")) {
      String html = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Pattern.compile("name=\"window\" value=\"(\\d+)\"").matcher(html).results())
          .extracting(radio -> Integer.valueOf(radio.group(1)))
          .isEqualTo(Recomputation.WINDOWS);
    }
  }

  @Test
  void aLateRowReachesTheWindowsThatHoldItAndNoOther() {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 2_000, 1);
    series.forEach(rows::put);

    recompute(List.of(1_000L), 4_000);

    assertThat(emissions).isEqualTo(20 + 100 + 500);
    assertThat(emitted.keySet())
        .contains(List.of(20L, 1_019L), List.of(100L, 1_099L), List.of(500L, 1_499L))
        .doesNotContain(List.of(20L, 999L), List.of(20L, 1_020L), List.of(500L, 1_500L));
    assertAreThoseOf(series, emitted);
  }

  @Test
  void resumesWhereTheRowsAllowedRanOut() {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 1_500, 2);
    series.forEach(rows::put);
    List<Long> changed = series.stream().map(CurvatureObserved::getStep).toList();

    Recomputation.Progress progress = recompute(changed, 600);

    assertThat(progress).isEqualTo(new Recomputation.Progress(600, OptionalLong.of(600)));
    assertThat(emitted).hasSize(3 * 600);
    finish(new TreeSet<>(changed), 600);
    assertThat(emitted).hasSize(3 * 1_500);
    assertAreThoseOf(series, emitted);
  }

  @Test
  void aStepThatHasNoRowIsPassedOver() {
    rows.put(Observations.series("run", "hessian", 1, 3).get(0));

    assertThat(recompute(List.of(5L), 500).resumeAt()).isEmpty();
    assertThat(emitted).isEmpty();
  }

  @Property(tries = 60)
  void orderAndRepetitionDoNotMatter(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 900) int length,
      @ForAll @IntRange(min = 1, max = 7) int everyK,
      @ForAll @IntRange(min = 1, max = 300) int rowsAtOnce) {
    List<CurvatureObserved> series = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      series.add(Observations.observation("run", "hessian", (long) i * everyK, random));
    }
    List<CurvatureObserved> arrivals = new ArrayList<>(series);
    arrivals.addAll(series.subList(0, length / 2));
    Collections.shuffle(arrivals, random);

    for (int start = 0; start < arrivals.size(); start += rowsAtOnce) {
      TreeSet<Long> changed = new TreeSet<>();
      for (CurvatureObserved row :
          arrivals.subList(start, Math.min(start + rowsAtOnce, arrivals.size()))) {
        rows.put(row);
        changed.add(row.getStep());
      }
      finish(changed, 500 + random.nextInt(500));
    }

    assertThat(emitted).hasSize(3 * length);
    assertAreThoseOf(series, emitted);
  }

  private void finish(TreeSet<Long> changed, int rowsAllowed) {
    while (!changed.isEmpty()) {
      Recomputation.Progress progress = recompute(List.copyOf(changed), rowsAllowed);
      long resumeAt = progress.resumeAt().orElse(Long.MAX_VALUE);
      changed.headSet(resumeAt).clear();
      progress.resumeAt().ifPresent(changed::add);
    }
  }

  private Recomputation.Progress recompute(List<Long> changed, int rowsAllowed) {
    return recomputation.recompute(
        SERIES,
        rows,
        changed,
        rowsAllowed,
        statistics -> {
          emissions++;
          emitted.put(List.of((long) statistics.getWindow(), statistics.getStep()), statistics);
        });
  }

  private static void assertAreThoseOf(
      List<CurvatureObserved> series, Map<List<Long>, RollingStatistics> emitted) {
    for (int window : Recomputation.WINDOWS) {
      Map<Long, RollingStatistics> expected = NaiveStatistics.of(series, window);
      emitted.forEach(
          (windowAndStep, statistics) -> {
            if (windowAndStep.get(0) == window) {
              assertThat(statistics).isEqualTo(expected.get(windowAndStep.get(1)));
            }
          });
    }
  }

  private static final class InMemoryRows implements SeriesRows {

    private final NavigableMap<Long, Row> rows = new TreeMap<>();

    void put(CurvatureObserved observed) {
      rows.put(observed.getStep(), Row.of(observed));
    }

    @Override
    public List<Row> before(long step, int count) {
      List<Row> all = List.copyOf(rows.headMap(step).values());
      return all.subList(Math.max(0, all.size() - count), all.size());
    }

    @Override
    public Stream<Row> from(long step) {
      return rows.tailMap(step).values().stream();
    }
  }
}
