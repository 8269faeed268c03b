package io.alphascope.curvature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Steps of a training, computed by PyTorch in float64: our own set (see its make.py), and where it
 * lies beside this checkout another one of a larger network, on all of MNIST.
 *
 * @param mnist MNIST's files, if they are needed
 */
record GoldenSet(Path folder, String network, String dataset, Optional<Path> mnist) {

  private static final Path OWN = Path.of("../workload/src/test/golden");
  private static final Path FURTHER = Path.of("../../shared/golden");

  static List<GoldenSet> all() {
    List<GoldenSet> sets = new ArrayList<>();
    sets.add(new GoldenSet(OWN, "784-16-12-10", "mnist-sample", Optional.empty()));
    if (Files.isDirectory(FURTHER)) {
      Path mnist = FURTHER.resolveSibling("mnist");
      sets.add(new GoldenSet(FURTHER, "784-128-64-10", "mnist", Optional.of(mnist)));
    }
    return sets;
  }

  List<GoldenStep> steps() {
    try {
      List<GoldenStep> steps = new ArrayList<>();
      for (JsonNode step :
          new ObjectMapper().readTree(folder.resolve("golden.json").toFile()).get("steps")) {
        steps.add(new GoldenStep(this, step));
      }
      return steps;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Dataset open() {
    return new DatasetCatalog(folder, mnist, DownloadProgress.SILENT).open(dataset);
  }

  /** One of its steps; {@code numbers} are as in golden.json. */
  record GoldenStep(GoldenSet set, JsonNode numbers) {

    ByteBuffer read(String name) {
      String file = "s%04d_%s".formatted(numbers.get("step").intValue(), name);
      try {
        return ByteBuffer.wrap(Files.readAllBytes(set.folder.resolve(file)))
            .order(ByteOrder.LITTLE_ENDIAN);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return "step %s of %s".formatted(numbers.get("step"), set.network);
    }
  }
}
