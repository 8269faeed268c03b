package io.alphascope.cli.stepfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.alphascope.curvature.SampleQuantities;
import io.alphascope.curvature.SampleQuantity;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of files, from both exporters of PyTorch, against PyTorch itself in float64. */
class ExportedNetworksTest {

  private static final double PRECISION = 1e-10;

  private static final Path DOCUMENT = Path.of("..", "docs", "networks.md");
  private static final Path MADE = Path.of("target", "networks.md");

  /** Samples are coupled, or parameters are used in ways without derivatives sample by sample. */
  private static final Set<String> WITHOUT_SAMPLES =
      Set.of(
          "autoencoder",
          "batch-statistics",
          "batch-statistics-old11",
          "convnext",
          "gates",
          "gru",
          "gru-old17",
          "loss-contrast",
          "loss-of-classes",
          "lstm",
          "lstm-old13",
          "mobile-training",
          "transformer");

  @TempDir private static Path folder;

  private static final List<Discrepancy> TABLE = new ArrayList<>();
  private static final StepObserver PRODUCTS = StepObserver.withProducts();
  private static final StepObserver SCALARS = StepObserver.withoutProducts(Device.cpu());

  static Stream<NetworkCase> networks() throws IOException {
    return NetworkCase.all(folder).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyNumberIsThatOfPyTorch(NetworkCase network) {
    Discrepancy discrepancy = network.discrepancy(PRODUCTS, SCALARS);
    TABLE.add(discrepancy);
    assertThat(discrepancy.worst()).as(discrepancy.toString()).isLessThan(PRECISION);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsOfTheSamplesAddUp(NetworkCase network) {
    StepFolder step = network.step();
    Optional<String> missing =
        SampleQuantity.parse("batch-gradient")
            .orElseThrow()
            .missing(step.step().network(), step.step().loss());
    assertThat(missing.isPresent())
        .as("%s: %s", network.name(), missing)
        .isEqualTo(WITHOUT_SAMPLES.contains(network.name()));
    if (missing.isPresent()) {
      return;
    }
    Batch batch = step.batches().batch(BatchChoice.own());
    try (SampleQuantities quantities = new SampleQuantities(step.step(), batch)) {
      double[] rows = quantities.batchGradient();
      double[] gradient = quantities.gradient();
      double[] sum = new double[gradient.length];
      double norm = 0;
      for (int k = 0; k < rows.length; k++) {
        sum[k % sum.length] += rows[k];
      }
      for (double value : gradient) {
        norm += value * value;
      }
      assertThat(sum).containsExactly(gradient, within(PRECISION * Math.sqrt(norm)));
    }
  }

  @Test
  void everyNetworkHasItsRowInTheDocumentation() throws IOException {
    String document = Files.readString(DOCUMENT);
    assertThat(networks().map(NetworkCase::name))
        .as("networks without a row; the test writes all rows into cli/%s", MADE)
        .filteredOn(name -> !document.contains("| `%s` |".formatted(name)))
        .isEmpty();
  }

  @AfterAll
  static void writeTable() throws IOException {
    PRODUCTS.close();
    SCALARS.close();
    Files.createDirectories(MADE.getParent());
    Files.write(MADE, TABLE.stream().map(Discrepancy::row).toList());
    TABLE.forEach(discrepancy -> System.out.println(discrepancy.row()));
  }
}
