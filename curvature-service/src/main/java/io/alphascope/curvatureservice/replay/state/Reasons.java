package io.alphascope.curvatureservice.replay.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.events.Reason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why steps or observations were not possible, counted by kind; short enough for metadata. */
final class Reasons {

  private static final int MOST_KINDS = 4;
  private static final int LONGEST_TEXT_BYTES = 200;
  private static final int LONGEST_KIND_BYTES = 60;

  private static final Reason OTHER =
      Reason.newBuilder().setKind("other").setText("other reasons").build();

  private Reasons() {}

  static Reason of(String kind, String text) {
    return Reason.newBuilder()
        .setKind(shortened(kind, LONGEST_KIND_BYTES))
        .setText(shortened(text, LONGEST_TEXT_BYTES))
        .setCount(1)
        .build();
  }

  /**
   * One reason for each kind, with the first of its texts and the sum of its counts. At most
   * {@value #MOST_KINDS} kinds; all others count as one more.
   */
  static Collection<Reason> byKind(Collection<Reason> reasons) {
    Map<String, Reason> byKind = new LinkedHashMap<>();
    for (Reason reason : reasons) {
      boolean hasPlace = byKind.containsKey(reason.getKind()) || byKind.size() < MOST_KINDS;
      Reason first = hasPlace ? reason.toBuilder().setCount(0).build() : OTHER;
      Reason before = byKind.getOrDefault(first.getKind(), first);
      byKind.put(
          first.getKind(),
          before.toBuilder().setCount(before.getCount() + reason.getCount()).build());
    }
    return byKind.values();
  }

  /** In UTF-8. */
  private static String shortened(String text, int longestBytes) {
    if (text.getBytes(UTF_8).length <= longestBytes) {
      return text;
    }
    int end = Math.min(text.length(), longestBytes);
    while (text.substring(0, end).getBytes(UTF_8).length > longestBytes - "…".length() * 3) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }
}
