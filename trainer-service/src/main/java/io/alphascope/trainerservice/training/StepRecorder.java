package io.alphascope.trainerservice.training;

import java.nio.ByteBuffer;

/**
 * Buffers for the vectors of one step, each P float32, little-endian, to be written from position
 * 0.
 *
 * @param complete to be run when all three are filled
 */
public record StepRecorder(
    ByteBuffer theta0, ByteBuffer gradient, ByteBuffer theta1, Runnable complete) {}
