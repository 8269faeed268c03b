package io.alphascope.trainerservice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.plan.RunRequest;
import io.alphascope.trainerservice.plan.WhenBehind;
import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRequestReaderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunRequest read(String json) throws JsonProcessingException {
    return RunRequestReader.read(JSON.readTree(json));
  }

  @Test
  void fillsInTheDefaults() throws JsonProcessingException {
    RunRequest request = read("{\"seed\": null}");
    assertThat(request.run()).isEmpty();
    assertThat(request.dataset()).isEmpty();
    assertThat(request.network()).isEqualTo("784-128-64-10");
    assertThat(request.activation()).isEqualTo(Activation.RELU);
    assertThat(request.loss()).isEqualTo(new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN));
    assertThat(request.optimizer())
        .isEqualTo(
            OptimizerChoice.of(
                OptimizerChoice.Kind.SGD,
                0.01,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                false));
    assertThat(request.schedule())
        .isEqualTo(new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0));
    assertThat(request.batchSize()).isEqualTo(64);
    assertThat(request.epochs()).isEqualTo(1);
    assertThat(request.seed()).isZero();
    assertThat(request.device()).isEmpty();
    assertThat(request.curvatures()).isEmpty();
    assertThat(request.observables()).isEmpty();
    assertThat(request.publishEvery()).isEqualTo(1);
    assertThat(request.whenBehind()).isEqualTo(WhenBehind.WAIT);
    assertThat(request.initialParameters()).isEmpty();
    assertThat(request.sampleOrder()).isEmpty();
  }

  @Test
  void readsEveryOption() throws JsonProcessingException {
    RunRequest request =
        read(
            """
            {"run": "r.1", "dataset": "mnist", "network": "784-10", "activation": "tanh",
             "loss": "squared-error", "reduction": "sum", "optimizer": "momentum",
             "momentum": 0.5, "nesterov": true, "weight_decay": 0.0005, "learning_rate": 1,
             "schedule": "cosine", "warmup": 100, "batch_size": 8, "epochs": 3, "seed": -4,
             "device": "cpu", "curvatures": ["hessian", "ggn/layer@fresh:8"], "publish_every": 0,
             "observables": ["trace@50", "noise"],
             "when_behind": "skip", "initial_parameters": "AAAAAA==", "sample_order": "AQAAAA=="}
            """);
    assertThat(request.run()).contains("r.1");
    assertThat(request.dataset()).contains("mnist");
    assertThat(request.network()).isEqualTo("784-10");
    assertThat(request.activation()).isEqualTo(Activation.TANH);
    assertThat(request.loss()).isEqualTo(new Loss(Loss.Kind.SQUARED_ERROR, Loss.Reduction.SUM));
    assertThat(request.optimizer())
        .isEqualTo(
            OptimizerChoice.of(
                OptimizerChoice.Kind.MOMENTUM,
                1,
                OptionalDouble.of(0.5),
                OptionalDouble.of(0.0005),
                true));
    assertThat(request.schedule())
        .isEqualTo(new LearningRateSchedule(LearningRateSchedule.Kind.COSINE, 100));
    assertThat(request.batchSize()).isEqualTo(8);
    assertThat(request.epochs()).isEqualTo(3);
    assertThat(request.seed()).isEqualTo(-4);
    assertThat(request.device()).contains("cpu");
    assertThat(request.curvatures()).containsExactly("hessian", "ggn/layer@fresh:8");
    assertThat(request.observables()).containsExactly("trace@50", "noise");
    assertThat(request.publishEvery()).isZero();
    assertThat(request.whenBehind()).isEqualTo(WhenBehind.SKIP);
    assertThat(request.initialParameters()).contains(ByteBuffer.wrap(new byte[4]));
    assertThat(request.sampleOrder()).contains(ByteBuffer.wrap(new byte[] {1, 0, 0, 0}));
  }

  @Test
  void readsLabelSmoothing() throws JsonProcessingException {
    assertThat(read("{\"label_smoothing\": 0.1}").loss())
        .isEqualTo(
            new Loss(
                Loss.Kind.CROSS_ENTROPY,
                Loss.Reduction.MEAN,
                ClassOptions.NONE.withLabelSmoothing(0.1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"learning_rate\": \"fast\"} | learning_rate: expected a positive number, such as 0.01,"
            + " found \"fast\"",
        "{\"epochs\": 0} | epochs: expected a whole number from 1 to 1000000, found 0",
        "{\"epochs\": 1.5} | epochs: expected a whole number from 1 to 1000000, found 1.5",
        "{\"batch_size\": -1} | batch_size: expected a whole number from 1 to 2147483647, found -1",
        "{\"seed\": 1e30} | seed: expected a whole number from",
        "{\"activation\": \"gelu\"} | activation: 'gelu' is unknown; there are relu, tanh, sigmoid",
        "{\"loss\": \"hinge\"} | loss: 'hinge' is unknown; there are cross-entropy, squared-error",
        "{\"label_smoothing\": 2} | label_smoothing: expected a number from 0 to 1, found 2",
        "{\"label_smoothing\": \"x\"} | label_smoothing: expected a number from 0 to 1, found"
            + " \"x\"",
        "{\"label_smoothing\": 0.1, \"loss\": \"squared-error\"} | label_smoothing: only"
            + " cross-entropy has it, not squared-error; leave it out",
        "{\"reduction\": \"max\"} | reduction: 'max' is unknown; there are mean, sum",
        "{\"optimizer\": \"lion\"} | optimizer: 'lion' is unknown; there are sgd, momentum, adam,"
            + " adamw",
        "{\"schedule\": \"linear\"} | schedule: 'linear' is unknown; there are constant, cosine,"
            + " step",
        "{\"warmup\": -1} | warmup: expected a whole number from 0 to",
        "{\"weight_decay\": \"much\"} | weight_decay: expected a number from 0, such as 0.0005",
        "{\"learning_rate\": -0.1} | learning_rate: -0.1 is not possible",
        "{\"learning_rate\": 1e999} | learning_rate: Infinity is not possible; expected a"
            + " positive, finite number",
        "{\"momentum\": 0.5} | momentum: only the optimizer 'momentum' has one",
        "{\"nesterov\": true} | nesterov: only the optimizer 'momentum' has it",
        "{\"optimizer\": \"momentum\", \"momentum\": 0, \"nesterov\": true} | nesterov: a momentum"
            + " of 0 cannot be corrected",
        "{\"weight_decay\": -0.01} | weight_decay: -0.01 is not possible; expected a finite"
            + " number from 0",
        "{\"nesterov\": 1} | nesterov: expected true or false, found 1",
        "{\"when_behind\": \"drop\"} | when_behind: 'drop' is unknown; there are wait, skip",
        "{\"curvatures\": \"ggn\"} | curvatures: expected a list of texts, found \"ggn\"",
        "{\"run\": \"a/b\"} | run: expected 1 to 64 letters, digits, '.', '_' and '-', not"
            + " beginning",
        "{\"run\": \"..\"} | reserves (con, nul, com1, …), found '..'",
        "{\"sample_order\": \"?\"} | sample_order: expected bytes in base64",
        "{\"learning-rate\": 1} | 'learning-rate' is not an option of a run; the options are run,"
            + " dataset",
        "[] | A run is described by a JSON object"
      })
  void namesTheOptionTheValueAndWhatThereIs(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }
}
