package io.alphascope.cli.client;

/**
 * Steps of a run that the stream still has.
 *
 * @param published null if nobody counts them
 * @param kept null if it cannot be told
 */
public record KeptSteps(String run, Long published, Long kept) {}
