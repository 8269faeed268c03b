package io.alphascope.trainerservice.run;

/**
 * Fired once, when runs can be started.
 *
 * @param count of the runs in {@code training.runs}
 */
public record PastRunsKnown(int count) {}
