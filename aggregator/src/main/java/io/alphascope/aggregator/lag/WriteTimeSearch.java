package io.alphascope.aggregator.lag;

/**
 * Finds when the record at an offset was written, by asking for the first record since a time:
 * first it doubles how far it looks back, then it halves the interval. The error is at most a
 * second or an eighth of the record's age, whichever is larger.
 */
final class WriteTimeSearch {

  private static final long FIRST_REACH_MILLIS = 1_000;
  private static final long RESOLUTION_MILLIS = 1_000;
  private static final int SHARE_OF_AGE = 8;

  /** Ends the search also if a clock went back, or retention deleted the record meanwhile. */
  private static final int MOST_QUESTIONS = 64;

  private final long offset;
  private final long now;
  private long reach = FIRST_REACH_MILLIS;
  private boolean bounded;
  private long notBefore;
  private long notAfter;
  private long asked;
  private int questions;

  WriteTimeSearch(long offset, long now) {
    this.offset = offset;
    this.now = now;
    notAfter = now;
  }

  /** The time, in milliseconds since 1970, since which the first record is to be found. */
  long question() {
    questions++;
    asked = bounded ? notBefore + (notAfter - notBefore) / 2 : Math.max(0, now - reach);
    return asked;
  }

  /**
   * Takes the answer to the last question.
   *
   * @param foundOffset of the first record since that time; negative if there is none
   * @param foundMillis its time
   */
  void answer(long foundOffset, long foundMillis) {
    if (foundOffset == offset) {
      bounded = true;
      notBefore = foundMillis;
      notAfter = foundMillis;
    } else if (foundOffset >= 0 && foundOffset < offset) {
      bounded = true;
      notBefore = Math.min(Math.max(asked, foundMillis), notAfter);
    } else {
      notAfter = asked;
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
