package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnsafeByteOperations;
import io.alphascope.workload.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever becomes of the bytes of a file, it is refused, or read to a graph. */
class DamagedFilesTest {

  private static final List<byte[]> WHOLE =
      Stream.of("float64", "attention-old17", "convolutions-old13", "attention-training")
          .map(DamagedFilesTest::bytes)
          .toList();

  @Property(tries = 1000)
  void areRefusedOrReadToGraphsWhereBytesAreOthers(
      @ForAll @IntRange(max = 3) int network,
      @ForAll @IntRange(min = 1, max = 20) int changes,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = WHOLE.get(network).clone();
    for (int change = 0; change < changes; change++) {
      int position = random.nextInt(bytes.length);
      bytes[position] =
          random.nextBoolean()
              ? (byte) (bytes[position] ^ 1 << random.nextInt(8))
              : (byte) random.nextInt(256);
    }
    readOrRefuse(bytes);
  }

  @Property(tries = 500)
  void areRefusedOrReadToGraphsWhereBytesAreMissing(
      @ForAll @IntRange(max = 3) int network, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] whole = WHOLE.get(network);
    int from = random.nextInt(whole.length);
    int to = Math.min(whole.length, from + random.nextInt(64));
    byte[] bytes = Arrays.copyOf(whole, whole.length - to + from);
    System.arraycopy(whole, to, bytes, from, whole.length - to);
    readOrRefuse(bytes);
    readOrRefuse(Arrays.copyOf(whole, from));
  }

  @Property(tries = 500)
  void areRefusedWhereBytesAreAnything(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  private static void readOrRefuse(byte[] bytes) {
    BoundNetwork network;
    byte[] written;
    try {
      network =
          OnnxModel.of(
                  "damaged",
                  ModelBytes.parse(UnsafeByteOperations.unsafeWrap(bytes)),
                  ExternalData.none())
              .bind();
      network.values();
      written = OnnxWriter.write(network.graph());
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).+");
      return;
    }
    Graph again = OnnxModel.read(written, network.names(), network.shapes());
    assertThat(again).isEqualTo(network.graph());
  }

  private static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(Fixture.path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
