package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.alphascope.workload.graph.Literal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorReaderTest {

  private final TensorReader reader = new TensorReader(ExternalData.none());

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 003c, 1",
    "FLOAT16, 01c0, -2.001953125",
    "FLOAT16, 0100, 5.9604644775390625E-8",
    "FLOAT16, ff03, 6.09755516052246E-5",
    "FLOAT16, ff7b, 65504",
    "FLOAT16, 007c, Infinity",
    "FLOAT16, 00fc, -Infinity",
    "FLOAT16, 017e, NaN",
    "FLOAT16, 0080, -0.0",
    "BFLOAT16, 803f, 1",
    "BFLOAT16, 49c0, -3.140625",
    "FLOAT, 0000c03f, 1.5"
  })
  void widensNumbers(TensorProto.DataType type, String bytes, double expected) {
    Literal raw = reader.read(raw(type, bytes));

    assertThat(raw.type()).isEqualTo(DataType.FLOAT32);
    assertThat(Float.valueOf(raw.elements().getFloat())).isEqualTo(Float.valueOf((float) expected));
    if (type != TensorProto.DataType.FLOAT) {
      int stored = Short.toUnsignedInt(bytes(bytes).getShort());
      assertThat(reader.read(tensor(type).addInt32Data(stored).build())).isEqualTo(raw);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, ff, -1",
    "UINT8, ff, 255",
    "INT16, feff, -2",
    "UINT16, feff, 65534",
    "INT32, fdffffff, -3",
    "UINT32, fdffffff, 4294967293",
    "INT64, fcffffffffffffff, -4",
    "UINT64, ffffffffffffff7f, 9223372036854775807"
  })
  void widensIntegers(TensorProto.DataType type, String bytes, long expected) {
    Literal raw = reader.read(raw(type, bytes));

    assertThat(raw.type()).isEqualTo(DataType.INT64);
    assertThat(raw.elements().getLong()).isEqualTo(expected);
    TensorProto.Builder typed = tensor(type);
    switch (type) {
      case INT64 -> typed.addInt64Data(expected);
      case UINT32, UINT64 -> typed.addUint64Data(expected);
      default -> typed.addInt32Data((int) expected);
    }
    assertThat(reader.read(typed.build())).isEqualTo(raw);
  }

  @Test
  void refusesIntegersBeyondInt64() {
    assertThatThrownBy(() -> reader.read(raw(TensorProto.DataType.UINT64, "ffffffffffffffff")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("18446744073709551615");
  }

  @Test
  void readsTruthsAndNumbersThatAreNotRaw() {
    assertThat(reader.read(raw(TensorProto.DataType.BOOL, "02")).elements().get())
        .isEqualTo((byte) 1);
    assertThat(reader.read(tensor(TensorProto.DataType.FLOAT).addFloatData(1.5f).build()))
        .isEqualTo(reader.read(raw(TensorProto.DataType.FLOAT, "0000c03f")));
    assertThat(
            reader
                .read(tensor(TensorProto.DataType.DOUBLE).addDoubleData(-2).build())
                .elements()
                .getDouble())
        .isEqualTo(-2);
  }

  @Test
  void readsTensorsWithoutAxesAndWithoutElements() {
    TensorProto scalar = tensor(TensorProto.DataType.FLOAT).clearDims().addFloatData(2).build();
    TensorProto empty =
        tensor(TensorProto.DataType.FLOAT)
            .clearDims()
            .addDims(1L << 62)
            .addDims(4)
            .addDims(0)
            .build();

    assertThat(reader.read(scalar).shape()).isEqualTo(new Shape());
    assertThat(reader.read(empty).data().remaining()).isZero();
  }

  @Test
  void readsRegionsOfFilesOfMoreThanTwoGiB(@TempDir Path folder) throws IOException {
    long offset = (3L << 30) + 4;
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("data").toFile(), "rw")) {
      file.setLength(offset + 8); // sparse
      file.seek(offset);
      file.write(HexFormat.of().parseHex("0000c03f000000c0"));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", "data"))
            .addExternalData(entry("offset", Long.toString(offset)))
            .build();

    ByteBuffer elements =
        new TensorReader(ExternalData.beside(folder.resolve("x.onnx"))).read(tensor).elements();

    assertThat(elements.getFloat()).isEqualTo(1.5f);
    assertThat(elements.getFloat()).isEqualTo(-2f);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static TensorProto raw(TensorProto.DataType type, String bytes) {
    return tensor(type).setRawData(ByteString.copyFrom(bytes(bytes))).build();
  }

  private static ByteBuffer bytes(String bytes) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Of one element. */
  private static TensorProto.Builder tensor(TensorProto.DataType type) {
    return TensorProto.newBuilder().setDataType(type.getNumber()).addDims(1);
  }
}
