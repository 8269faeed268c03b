package io.alphascope.trainerservice.run;

import io.alphascope.events.StepWriter;
import io.alphascope.trainerservice.publishing.StepStream;
import io.alphascope.trainerservice.training.StepRecorder;
import java.nio.ByteBuffer;

/** Lets a step be written straight into its event, and publishes that. */
record EventRecorder(StepWriter event, long step, StepStream stream) implements StepRecorder {

  @Override
  public ByteBuffer theta0() {
    return event.theta0();
  }

  @Override
  public ByteBuffer gradient() {
    return event.gradient();
  }

  @Override
  public ByteBuffer theta1() {
    return event.theta1();
  }

  @Override
  public void complete() {
    stream.publish(step, event.record());
  }
}
