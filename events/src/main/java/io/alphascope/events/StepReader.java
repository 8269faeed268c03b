package io.alphascope.events;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;

/** Reads steps from the wire without copying their vectors. */
public final class StepReader {

  private StepReader() {}

  /**
   * Reads one record, from the buffer's position to its limit. The vectors of the result are views
   * of {@code record}, which must not be changed while the result is in use.
   *
   * @throws InvalidProtocolBufferException if the bytes are not a {@code StepTaken}
   */
  public static StepTaken read(ByteBuffer record) throws InvalidProtocolBufferException {
    // CodedInputStream.newInstance would copy in spite of aliasing; this does not.
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(record).newCodedInput();
    input.enableAliasing(true);
    StepTaken step = StepTaken.parser().parseFrom(input);
    input.checkLastTagWas(0);
    return step;
  }
}
