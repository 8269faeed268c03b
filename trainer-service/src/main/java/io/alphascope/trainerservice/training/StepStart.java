package io.alphascope.trainerservice.training;

/**
 * A step whose gradient is known and which is about to be taken.
 *
 * @param step from 0, across epochs
 * @param epoch from 1
 * @param samples the batch's training samples; nobody may change it
 * @param loss of the batch at θ₀, finite
 * @param learningRate η of this very step
 */
public record StepStart(long step, int epoch, int[] samples, double loss, double learningRate) {}
