package io.alphascope.aggregator.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Against a log that answers as a broker does. */
class WriteTimeSearchTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MONTH = 30L * 24 * 60 * 60 * 1000;

  @Property
  void findsTheAgeOfARecordWithinASecondOrAnEighth(
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 0, max = MONTH) Long> ages,
      @ForAll @IntRange(min = 0, max = 39) int which) {
    long[] times = ages.stream().mapToLong(age -> NOW - age).sorted().toArray();
    int offset = which % times.length;

    WriteTimeSearch search = search(times, offset);

    long age = NOW - times[offset];
    assertThat(NOW - search.millis()).isBetween(age, age + Math.max(1_000, age / 7));
  }

  @Test
  void endsWhenTheRecordIsGone() {
    WriteTimeSearch search = new WriteTimeSearch(3, NOW);
    int questions = 0;
    while (!search.isDone()) {
      search.question();
      search.answer(9, NOW - 500);
      questions++;
    }
    assertThat(questions).isLessThan(100);
  }

  private static WriteTimeSearch search(long[] times, int offset) {
    WriteTimeSearch search = new WriteTimeSearch(offset, NOW);
    while (!search.isDone()) {
      long since = search.question();
      int found = 0;
      while (found < times.length && times[found] < since) {
        found++;
      }
      if (found == times.length) {
        search.answer(-1, -1);
      } else {
        search.answer(found, times[found]);
      }
    }
    return search;
  }
}
