package io.alphascope.trainerservice.training;

import java.nio.ByteBuffer;

/** Takes the vectors of one step, each P float32, little-endian, to be put at position 0. */
public interface StepRecorder {

  ByteBuffer theta0();

  ByteBuffer gradient();

  ByteBuffer theta1();

  /** All three are filled. */
  void complete();
}
