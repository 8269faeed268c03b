package io.alphascope.curvature.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotProductsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 1023, 1024, 1025, 1026, 2049, 109_386})
  void equalsTheSumInOrder(int length) {
    Random random = new Random(length);
    float[] a = new float[length];
    float[] b = new float[length];
    double aa = 0;
    double ab = 0;
    double bb = 0;
    for (int i = 0; i < length; i++) {
      a[i] = (float) random.nextGaussian();
      b[i] = (float) random.nextGaussian();
      aa += (double) a[i] * a[i];
      ab += (double) a[i] * b[i];
      bb += (double) b[i] * b[i];
    }

    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
      ByteBuffer left = bytes(a, type);
      DotProducts products = DotProducts.of(left, bytes(b, type), type);
      assertThat(products.left()).as("%s", type).isCloseTo(aa, within(1e-13 * aa));
      assertThat(products.cross()).as("%s", type).isCloseTo(ab, within(1e-13 * Math.sqrt(aa * bb)));
      assertThat(products.right()).as("%s", type).isCloseTo(bb, within(1e-13 * bb));
      assertThat(DotProducts.square(left, type)).as("%s", type).isCloseTo(aa, within(1e-13 * aa));
    }
  }

  @Test
  void squaresBelowTheSmallestFloatCount() {
    float[] tiny = {1e-30f, 0, 2e-30f};

    assertThat(DotProducts.square(bytes(tiny, DataType.FLOAT32), DataType.FLOAT32))
        .isCloseTo(5e-60, within(1e-66));
  }

  private static ByteBuffer bytes(float[] values, DataType type) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * type.getNumOfBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (type == DataType.FLOAT64) {
        bytes.putDouble(value);
      } else {
        bytes.putFloat(value);
      }
    }
    return bytes.flip();
  }
}
