package io.alphascope.local.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * {@code system.json} in the data folder: there while a system is up, so that other commands, and
 * clients in any language, find it.
 *
 * @param pid of the launcher
 * @param url of the aggregator: page and REST
 * @param kafkaBootstrapServers of the broker
 * @param jdbcUrl of the database; user and password are in {@code credentials}
 */
public record SystemFile(
    long pid,
    String url,
    @JsonProperty("trainer_url") String trainerUrl,
    @JsonProperty("curvature_service_url") String curvatureServiceUrl,
    @JsonProperty("kafka_bootstrap_servers") String kafkaBootstrapServers,
    @JsonProperty("jdbc_url") String jdbcUrl) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The system that is up in a folder; none if there is no file, or its launcher is gone. */
  public static Optional<SystemFile> read(Path dataFolder) throws IOException {
    Path file = path(dataFolder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SystemFile system = JSON.readValue(file.toFile(), SystemFile.class);
      return ProcessHandle.of(system.pid()).map(p -> system);
    } catch (JsonProcessingException e) {
      return Optional.empty(); // not ours, or cut short by a full disk
    }
  }

  void write(Path dataFolder) throws IOException {
    Path partial = dataFolder.resolve("system.json.partial");
    JSON.writeValue(partial.toFile(), this);
    Files.move(partial, path(dataFolder), StandardCopyOption.ATOMIC_MOVE);
  }

  static void delete(Path dataFolder) throws IOException {
    Files.deleteIfExists(path(dataFolder));
  }

  private static Path path(Path dataFolder) {
    return dataFolder.resolve("system.json");
  }
}
