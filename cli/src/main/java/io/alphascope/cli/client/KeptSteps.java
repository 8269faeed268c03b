package io.alphascope.cli.client;

/**
 * Steps of a run that the stream still has.
 *
 * @param published null if unknown
 * @param kept null if unknown
 */
public record KeptSteps(String run, Long published, Long kept) {}
