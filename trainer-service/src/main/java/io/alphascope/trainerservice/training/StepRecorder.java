package io.alphascope.trainerservice.training;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Buffers for the vectors of one step, each P float32, little-endian, to be written from position
 * 0.
 *
 * @param theta0 empty if θ₀ is known, as the step before was recorded
 * @param complete to be run when all are filled
 */
public record StepRecorder(
    Optional<ByteBuffer> theta0, ByteBuffer gradient, ByteBuffer theta1, Runnable complete) {}
