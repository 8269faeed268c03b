package io.alphascope.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.test.NpyFixture;
import io.alphascope.cli.test.OnnxFixture;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.onnx.OnnxModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunOptionsTest {
  @TempDir Path folder;

  @Test
  void leavesDefaultsToTheTrainer() {
    assertThat(request()).isEmpty();
  }

  @Test
  void namesEveryOptionAsTheTrainerDoes() {
    ObjectNode request =
        request(
            "--dataset=mnist",
            "--network=784-10",
            "--activation=tanh",
            "--loss=cross-entropy",
            "--reduction=sum",
            "--label-smoothing=0.1",
            "--optimizer=momentum",
            "--momentum=0.5",
            "--nesterov",
            "--weight-decay=5e-4",
            "--learning-rate=1e-3",
            "--schedule=cosine",
            "--warmup=100",
            "--batch-size=32",
            "--epochs=2",
            "--seed=-7",
            "--device=cpu",
            "--curvature=ggn,hessian/layer@fresh:10",
            "--observe=trace@50,noise",
            "--publish-every=0",
            "--when-behind=skip");

    assertThat(request)
        .hasToString(
            "{\"dataset\":\"mnist\",\"network\":\"784-10\",\"activation\":\"tanh\","
                + "\"loss\":\"cross-entropy\",\"reduction\":\"sum\",\"optimizer\":\"momentum\","
                + "\"schedule\":\"cosine\",\"device\":\"cpu\",\"when_behind\":\"skip\","
                + "\"label_smoothing\":0.1,\"momentum\":0.5,\"weight_decay\":5.0E-4,\"learning_rate\":0.001,"
                + "\"nesterov\":true,\"warmup\":100,\"batch_size\":32,\"epochs\":2,\"seed\":-7,"
                + "\"publish_every\":0,\"curvatures\":[\"ggn\",\"hessian/layer@fresh:10\"],"
                + "\"observables\":[\"trace@50\",\"noise\"]}");
  }

  @Test
  void sendsWidthsForAPresetOrAFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("net.json"), "{\"layers\": [784, 32, 10], \"activation\": \"tanh\"}");

    assertThat(request("--network=logistic")).hasToString("{\"network\":\"784-10\"}");
    assertThat(request("--network=" + file))
        .hasToString("{\"network\":\"784-32-10\",\"activation\":\"tanh\"}");
  }

  @Test
  void sendsAModelAsGraphAndValues() throws IOException {
    ObjectNode request = request("--network=" + OnnxFixture.write(folder));

    assertThat(request.get("network").asText()).isEqualTo("model.onnx");
    assertThat(request.get("parameters")).hasToString("{\"fc.weight\":[3,2]}");
    assertThat(request.get("initial_parameters").binaryValue()).hasSize(6 * Float.BYTES);
    assertThat(
            OnnxModel.read(
                    request.get("graph").binaryValue(),
                    List.of("fc.weight"),
                    List.of(new Shape(3, 2)))
                .nodes())
        .hasSize(1);
  }

  @Test
  void readsANetworkBehindAByteOrderMark() throws IOException {
    Path file = Files.writeString(folder.resolve("net.json"), "\uFEFF{\"layers\": [784, 32, 10]}");

    assertThat(request("--network=" + file)).hasToString("{\"network\":\"784-32-10\"}");
  }

  @Test
  void sendsFilesInBase64() throws IOException {
    Path parameters = Files.write(folder.resolve("theta"), new byte[3 * 4]);
    Path order = Files.write(folder.resolve("order"), new byte[] {1, 0, 0, 0, 0, 0, 0, 0});

    ObjectNode request =
        request("--network=2-1", "--initial-parameters=" + parameters, "--sample-order=" + order);

    assertThat(Base64.getDecoder().decode(request.get("initial_parameters").asText())).hasSize(12);
    assertThat(request.get("sample_order").asText()).isEqualTo("AQAAAAAAAAA=");
  }

  @Test
  void sendsFilesOfNumpyAsRawOnes() throws IOException {
    Path parameters = folder.resolve("theta.npy");
    ByteBuffer big = ByteBuffer.allocate(3 * Float.BYTES).putFloat(1).putFloat(-2).putFloat(0.5f);
    NpyFixture.write(parameters, ">f4", "(3,)", big.flip());
    Path order = folder.resolve("order.npy");
    ByteBuffer wide = ByteBuffer.allocate(2 * Long.BYTES).putLong(1).putLong(0);
    NpyFixture.write(order, ">i8", "(1, 2)", wide.flip());

    ObjectNode request =
        request("--network=2-1", "--initial-parameters=" + parameters, "--sample-order=" + order);

    assertThat(Base64.getDecoder().decode(request.get("initial_parameters").asText()))
        .isEqualTo(
            ByteBuffer.allocate(3 * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(-2)
                .putFloat(0.5f)
                .array());
    assertThat(request.get("sample_order").asText()).isEqualTo("AQAAAAAAAAA=");
  }

  @Test
  void roundsNoParametersOfNumpy() throws IOException {
    Path parameters = folder.resolve("theta.npy");
    NpyFixture.write(parameters, "(3,)", 0.1, 0.2, 0.3);

    assertRefused(
        parameters + " holds float64, but training is in float32",
        "--network=2-1",
        "--initial-parameters=" + parameters);
  }

  @Test
  void refusesParametersOfAnotherSize() throws IOException {
    Path file = Files.write(folder.resolve("theta"), new byte[8]);

    assertRefused(
        "--initial-parameters %s holds 8 bytes, but the network's 3 parameters take 12"
            .formatted(file),
        "--network=2-1",
        "--initial-parameters=" + file);
  }

  @Test
  void refusesAnOrderThatIsNoEpochs() throws IOException {
    Path file = Files.write(folder.resolve("order"), new byte[12]);

    assertRefused(
        "--sample-order %s holds 12 bytes, which is not 2 epochs of int32 indices".formatted(file),
        "--epochs=2",
        "--sample-order=" + file);
  }

  @Test
  void refusesAMissingFile() {
    assertRefused(
        "--initial-parameters nowhere cannot be read (it does not exist)",
        "--initial-parameters=nowhere");
  }

  @Test
  void refusesWhatIsNoNetworkLossCurvatureOrRate() {
    assertRefused("The run cannot be started", "--network=784");
    assertRefused("The run cannot be started", "--activation=selu");
    assertRefused("The run cannot be started", "--loss=hinge");
    assertRefused("The run cannot be started", "--label-smoothing=1.5");
    assertRefused("The run cannot be started", "--loss=squared-error", "--label-smoothing=0.1");
    assertRefused("The run cannot be started", "--curvature=hesian");
    assertRefused("The run cannot be started", "--observe=trase@5");
    assertRefused("The run cannot be started", "--observe=trace,trace@5");
    assertRefused("--learning-rate must be a number, not NaN", "--learning-rate=NaN");
    assertRefused("--weight-decay must be a number, not Infinity", "--weight-decay=Infinity");
  }

  private static ObjectNode request(String... arguments) {
    return CommandLine.populateCommand(new RunOptions(), arguments).request();
  }

  private static void assertRefused(String cause, String... arguments) {
    assertThatThrownBy(() -> request(arguments))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(cause);
  }
}
