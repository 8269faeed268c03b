package io.alphascope.aggregator.lag;

/**
 * Narrows down when the record at an offset was written, by asking for the first record since a
 * time: doubles how far it reaches back, then halves what is left. Ends within a second of the
 * truth or an eighth of the record's age, whichever is more.
 */
final class WriteTimeSearch {
  private static final long FIRST_REACH_MILLIS = 1_000;
  private static final long RESOLUTION_MILLIS = 1_000;
  private static final int SHARE_OF_AGE = 8;

  /** Clocks that went back, or a record that retention took meanwhile, must not keep it going. */
  private static final int MOST_QUESTIONS = 64;

  private final long offset;
  private final long now;
  private long reach = FIRST_REACH_MILLIS;
  private boolean bounded;
  private long notBefore;
  private long notAfter;
  private int questions;

  WriteTimeSearch(long offset, long now) {
    this.offset = offset;
    this.now = now;
    notAfter = now;
  }

  /** A time, in milliseconds since 1970, to ask for the first record since. */
  long question() {
    questions++;
    return bounded ? notBefore + (notAfter - notBefore) / 2 : Math.max(0, now - reach);
  }

  /**
   * @param foundOffset of the first record since; negative if there is none
   * @param foundMillis its time
   */
  void answer(long since, long foundOffset, long foundMillis) {
    if (foundOffset == offset) {
      bounded = true;
      notBefore = foundMillis;
      notAfter = foundMillis;
    } else if (foundOffset >= 0 && foundOffset < offset) {
      bounded = true;
      notBefore = Math.min(Math.max(since, foundMillis), notAfter);
    } else {
      notAfter = since;
      reach *= 2;
    }
  }

  boolean isDone() {
    long tolerated = Math.max(RESOLUTION_MILLIS, (now - notAfter) / SHARE_OF_AGE);
    return questions >= MOST_QUESTIONS || bounded && notAfter - notBefore <= tolerated;
  }

  /** When the record was written, as far as is known. */
  long millis() {
    return bounded ? notBefore : notAfter;
  }
}
