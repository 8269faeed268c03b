package io.alphascope.curvatureservice.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReasonsTest {

  /** {@code offset.metadata.max.bytes} of a broker that nobody configured. */
  private static final int LARGEST_METADATA = 4096;

  @Test
  void countsByKindAndKeepsTheFirstText() {
    List<Reason> reasons =
        List.of(
            Reasons.of("indices", "indices[3]: found -1"),
            Reasons.of("network", "network: found 5"),
            Reasons.of("indices", "indices[9]: found -7"));

    assertThat(Reasons.byKind(reasons))
        .extracting(Reason::getText, Reason::getCount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("indices[3]: found -1", 2L),
            org.assertj.core.groups.Tuple.tuple("network: found 5", 1L));
  }

  @Property
  void losesNoCountAndFitsIntoAnOffsetsMetadata(@ForAll String[] kinds, @ForAll String text) {
    ReplayCounts counts = ReplayCounts.NONE;
    for (String kind : kinds) {
      counts =
          counts
              .plus(ReplayCounts.deadLetter(kind, text.repeat(50)))
              .plus(ReplayCounts.step(1, Map.of(kind + "@all", text.repeat(70))));
    }

    String committed = counts.toText();

    assertThat(committed.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST_METADATA);
    ReplayCounts read = ReplayCounts.parse(committed).orElseThrow();
    assertThat(read).isEqualTo(counts);
    assertThat(sum(read.counts().getDeadLetterReasonsList())).isEqualTo(kinds.length);
    assertThat(sum(read.counts().getRefusalReasonsList())).isEqualTo(kinds.length);
  }

  private static long sum(List<Reason> reasons) {
    return reasons.stream().mapToLong(Reason::getCount).sum();
  }
}
