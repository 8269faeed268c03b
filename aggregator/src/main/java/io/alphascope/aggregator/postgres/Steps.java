package io.alphascope.aggregator.postgres;

/** Steps from {@code first} to {@code last}, both included. */
public record Steps(long first, long last) {

  /** All that there can be. */
  public static final Steps ALL = new Steps(0, Long.MAX_VALUE);

  /**
   * Steps in a bucket, if at most {@code most} buckets may touch the range. A bucket of K steps
   * holds the steps with the same step / K wherever the range starts, so buckets stay where they
   * are while a run grows.
   */
  long bucketSize(int most) {
    long size = Math.max(1, (last - first) / most);
    while (last / size - first / size + 1 > most) {
      size++;
    }
    return size;
  }
}
