package io.alphascope.workload.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSettingsTest {
  @TempDir Path folder;

  @Test
  void theEngineIsNamedAndNothingIsFetched() {
    assertThat(settings(Map.of()).properties())
        .containsOnly(
            Map.entry("ai.djl.default_engine", "PyTorch"), Map.entry("ai.djl.offline", "true"));
  }

  @Test
  void anotherBuildOfTheLibraryIsNamedByAVariableOfOurOwn() throws IOException {
    Files.createFile(folder.resolve(System.mapLibraryName("torch")));
    String path = folder.toString();

    assertThat(settings(Map.of("ALPHASCOPE_PYTORCH_LIBRARY_PATH", path)).properties())
        .containsEntry("PYTORCH_LIBRARY_PATH", path)
        .containsEntry("PYTORCH_FLAVOR", "cpu");
    assertThat(
            settings(
                    Map.of(
                        "ALPHASCOPE_PYTORCH_LIBRARY_PATH",
                        path,
                        "ALPHASCOPE_PYTORCH_FLAVOR",
                        "cu128"))
                .properties())
        .containsEntry("PYTORCH_FLAVOR", "cu128");
  }

  @Test
  void refusesAFolderWithoutTheLibrary() {
    String path = folder.toString();

    assertThatThrownBy(() -> settings(Map.of("ALPHASCOPE_PYTORCH_LIBRARY_PATH", path)).properties())
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith(
            "ALPHASCOPE_PYTORCH_LIBRARY_PATH names %s, which holds no ".formatted(path))
        .hasMessageContaining("or leave it out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DJL_DEFAULT_ENGINE",
        "PYTORCH_LIBRARY_PATH",
        "PYTORCH_VERSION",
        "PYTORCH_FLAVOR",
        "PYTORCH_EXTRA_LIBRARY_PATH"
      })
  void refusesWhatDjlWouldListenToInstead(String variable) {
    EngineSettings settings = settings(Map.of(variable, "x", "PATH", "/bin"));

    assertThatThrownBy(settings::refuseForeignVariables)
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith(variable + " in this process's environment ")
        .hasMessageContaining("env -u " + variable + " …");
  }

  @Test
  void takesTheEnvironmentWithoutThem() {
    EngineSettings settings =
        settings(
            Map.of(
                "PYTORCH_VERSION", " ", "ALPHASCOPE_PYTORCH_LIBRARY_PATH", "/x", "PATH", "/bin"));

    assertThatCode(settings::refuseForeignVariables).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "ALPHASCOPE_PYTORCH_LIBRARY_PATH, see that ALPHASCOPE_PYTORCH_LIBRARY_PATH names libraries",
    "LD_LIBRARY_PATH, try without LD_LIBRARY_PATH",
    "LD_PRELOAD, try without LD_LIBRARY_PATH and LD_PRELOAD",
    "PATH, see that there is room"
  })
  void aFailureToLoadHasItsFirstCauseAndARemedy(String variable, String remedy) {
    Exception failure =
        new IllegalStateException("no", new UnsatisfiedLinkError("libc10.so: file too short"));

    assertThat(settings(Map.of(variable, "/x")).unavailable(failure))
        .hasMessageStartingWith("PyTorch cannot be loaded (")
        .hasMessageContaining("libc10.so: file too short): " + remedy)
        .hasCause(failure);
  }

  private static EngineSettings settings(Map<String, String> environment) {
    return new EngineSettings(environment);
  }
}
