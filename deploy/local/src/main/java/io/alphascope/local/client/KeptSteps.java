package io.alphascope.local.client;

/**
 * Steps of a run that the stream still has.
 *
 * @param kept null if it cannot be told
 */
public record KeptSteps(String run, long published, Long kept) {}
