package io.alphascope.trainerservice.training;

/**
 * A step that is about to be taken; its gradient has been computed.
 *
 * @param step from 0, across epochs
 * @param epoch from 1
 * @param samples the batch's training samples; must not be changed
 * @param loss of the batch at θ₀, finite
 * @param learningRate η of this step
 */
public record StepStart(long step, int epoch, int[] samples, double loss, double learningRate) {}
