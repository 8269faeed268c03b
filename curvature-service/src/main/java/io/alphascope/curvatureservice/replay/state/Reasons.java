package io.alphascope.curvatureservice.replay.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.events.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why things could not be observed, counted by kind: each kind keeps the first of its texts. There
 * are at most {@value #MOST_KINDS} kinds, what is beyond them counts as one more, so that reasons
 * fit where they are kept. Immutable.
 */
public record Reasons(List<Reason> all) {

  static final Reasons NONE = new Reasons(List.of());

  private static final int MOST_KINDS = 4;
  private static final int LONGEST_TEXT_BYTES = 200;
  private static final int LONGEST_KIND_BYTES = 60;

  private static final Reason OTHER =
      Reason.newBuilder().setKind("other").setText("other reasons").build();

  static Reasons of(String kind, String text) {
    return of(
        List.of(
            Reason.newBuilder()
                .setKind(shortened(kind, LONGEST_KIND_BYTES))
                .setText(shortened(text, LONGEST_TEXT_BYTES))
                .setCount(1)
                .build()));
  }

  /** Those of several sources together. */
  public static Reasons of(Collection<Reason> reasons) {
    Map<String, Reason> byKind = new LinkedHashMap<>();
    for (Reason reason : reasons) {
      boolean hasPlace = byKind.containsKey(reason.getKind()) || byKind.size() < MOST_KINDS;
      Reason first = byKind.get(hasPlace ? reason.getKind() : OTHER.getKind());
      if (first == null) {
        first = hasPlace ? reason.toBuilder().setCount(0).build() : OTHER;
      }
      byKind.put(
          first.getKind(),
          first.toBuilder().setCount(first.getCount() + reason.getCount()).build());
    }
    return new Reasons(List.copyOf(byKind.values()));
  }

  Reasons plus(Reasons other) {
    if (other.all.isEmpty()) {
      return this;
    }
    List<Reason> both = new ArrayList<>(all);
    both.addAll(other.all);
    return of(both);
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
