package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NoSuchElementException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StepWriterTest {

  private static final StepTaken HEAD =
      StepTaken.newBuilder()
          .setRun("run-1")
          .setStep(7)
          .setSampleIndices(SampleIndices.newBuilder().addIndex(5).addIndex(300))
          .setSpecification(RunSpecification.newBuilder().setNetwork("4-2"))
          .build();

  @Property(tries = 50)
  void whatIsWrittenInPlaceEqualsWhatProtobufWrites(@ForAll("vectors") float[] theta0)
      throws InvalidProtocolBufferException {
    float[] theta1 = negated(theta0);
    float[] gradient = reversed(theta0);

    StepWriter writer = new StepWriter(HEAD, Tensor.ElementType.FLOAT32, theta0.length);
    writer.theta0().asFloatBuffer().put(theta0);
    writer.gradient().asFloatBuffer().put(gradient);
    writer.theta1().asFloatBuffer().put(theta1);

    StepTaken expected =
        HEAD.toBuilder()
            .setTheta0(Tensors.of(theta0, theta0.length))
            .setTheta1(Tensors.of(theta1, theta0.length))
            .setGradient(Tensors.of(gradient, theta0.length))
            .build();
    assertThat(StepTaken.parseFrom(writer.record())).isEqualTo(expected);
    assertThat(writer.record())
        .hasSize((int) StepWriter.sizeInBytes(HEAD, Tensor.ElementType.FLOAT32, theta0.length));
  }

  @Test
  void theDistanceCanBeSetWhenItIsKnown() throws InvalidProtocolBufferException {
    StepTaken head = HEAD.toBuilder().setParameterDistance(0).build();
    StepWriter writer = new StepWriter(head, Tensor.ElementType.FLOAT32, 2);
    writer.theta1().asFloatBuffer().put(new float[] {1, 2});
    writer.parameterDistance(0.125);

    StepTaken read = StepTaken.parseFrom(writer.record());
    assertThat(read.getParameterDistance()).isEqualTo(0.125);
    assertThat(Tensors.littleEndian(read.getTheta1()).getFloat(4)).isEqualTo(2);
    assertThat(writer.record())
        .hasSize((int) StepWriter.sizeInBytes(head, Tensor.ElementType.FLOAT32, 2));
    StepWriter without = new StepWriter(HEAD, Tensor.ElementType.FLOAT32, 2);
    assertThatThrownBy(() -> without.parameterDistance(1))
        .isInstanceOf(NoSuchElementException.class);
    assertThat(StepTaken.parseFrom(without.record()).hasParameterDistance()).isFalse();
  }

  @Provide
  Arbitrary<float[]> vectors() {
    return Arbitraries.floats().array(float[].class).ofMinSize(0).ofMaxSize(300);
  }

  private static float[] negated(float[] vector) {
    float[] result = vector.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = -result[i];
    }
    return result;
  }

  private static float[] reversed(float[] vector) {
    float[] result = vector.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = vector[vector.length - 1 - i];
    }
    return result;
  }

  @Test
  void refusesAStepThatNoRecordCanHold() {
    assertThatThrownBy(() -> new StepWriter(HEAD, Tensor.ElementType.FLOAT32, 1L << 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is larger than a record can be");
  }

  @Test
  void aReaderSeesTheRecordsOwnBytes() throws InvalidProtocolBufferException {
    StepWriter writer = new StepWriter(HEAD, Tensor.ElementType.FLOAT32, 2);
    writer.theta0().asFloatBuffer().put(new float[] {1, 2});

    StepTaken read = StepReader.read(ByteBuffer.wrap(writer.record()));
    ByteBuffer view = Tensors.littleEndian(read.getTheta0());
    writer.theta0().asFloatBuffer().put(0, 9);

    assertThat(view.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(view.getFloat(0)).isEqualTo(9);
    assertThat(view.getFloat(4)).isEqualTo(2);
  }

  @Test
  void aTruncatedRecordIsNoStep() {
    byte[] record = new StepWriter(HEAD, Tensor.ElementType.FLOAT32, 2).record();

    assertThatThrownBy(() -> StepReader.read(ByteBuffer.wrap(record, 0, record.length - 1)))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }
}
