package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR_STANDARD_ERROR;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_PRODUCT_NORM;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AFTER;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.events.StepReader;
import io.alphascope.workload.dataset.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A step as it was published before networks were graphs, and what was observed of it then: {@code
 * step-before-graphs.bin} holds the bytes of that version, which are never written anew.
 */
class RecordedStepTest {

  @Test
  void isObservedAsBefore() throws IOException, MalformedStepException {
    byte[] record;
    try (InputStream recorded =
        RecordedStepTest.class.getResourceAsStream("step-before-graphs.bin")) {
      record = recorded.readAllBytes();
    }
    StepDecoder decoder =
        new StepDecoder(
            new Datasets(
                name -> {
                  throw new DatasetException("none is needed");
                },
                Clock.systemUTC()));

    DecodedStep step = decoder.decode(StepReader.read(ByteBuffer.wrap(record)));
    List<Observation> observations;
    try (StepObserver observer = StepObserver.withProducts()) {
      observations = observer.observe(step.step(), step.curvatures(), step.batches());
    }

    Observation hessian = observations.get(0);
    assertClose(hessian.value(ALPHA_STAR).orElseThrow(), 1.2248466913123397);
    assertClose(hessian.value(SLOPE).orElseThrow(), -0.039195250452291865);
    assertClose(hessian.value(CURVATURE_VALUE).orElseThrow(), 0.03200012763254218);
    assertClose(hessian.value(LOSS_AFTER).orElseThrow(), 0.7840165330409591);
    assertClose(hessian.value(GRADIENT_NORM).orElseThrow(), 2.1065412692194965);
    assertClose(hessian.value(CURVATURE_PRODUCT_NORM).orElseThrow(), 0.25833867077053424);
    assertClose(hessian.value(ALPHA_STAR_STANDARD_ERROR).orElseThrow(), 3.087911546676857);
    Observation blocks = observations.get(1);
    assertClose(blocks.value(ALPHA_STAR).orElseThrow(), 0.5412068769455445);
    assertClose(blocks.value(CURVATURE_PRODUCT_NORM).orElseThrow(), 0.33908633360902707);
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isEqualTo(expected, within(1e-13 * Math.abs(expected)));
  }
}
