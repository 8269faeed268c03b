package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.run.RunQueries;
import io.alphascope.aggregator.series.ExportQuery;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** All observations of a run as a file, written while it is read. */
@Path("/api/runs/{run}/export")
public class ExportResource {

  private static final Map<String, String> MEDIA_TYPES =
      Map.of("csv", "text/csv; charset=utf-8", "json", "application/json");

  private final ExportQuery observations;
  private final RunQueries runs;
  private final ObjectWriter writer;

  ExportResource(ExportQuery observations, RunQueries runs, ObjectMapper json) {
    this.observations = observations;
    this.runs = runs;
    // Rows are sent when the buffer is full, not each by itself.
    writer = json.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
  }

  @GET
  public Response export(
      @PathParam("run") String run,
      @QueryParam("format") String format,
      @QueryParam("curvature") String curvature)
      throws DatabaseAwayException {
    String type = format == null ? "csv" : format;
    if (!MEDIA_TYPES.containsKey(type)) {
      throw Parameters.badParameter("format", type, "csv or json");
    }
    if (!observations.knows(run)) {
      throw Parameters.unknownRun(run);
    }
    List<String> curvatures =
        curvature == null || curvature.isBlank()
            ? List.of()
            : Arrays.stream(curvature.split(",")).map(String::strip).toList();
    StreamingOutput body =
        target -> {
          try {
            if (type.equals("csv")) {
              writeCsv(run, curvatures, target);
            } else {
              writeJson(run, curvatures, target);
            }
          } catch (DatabaseAwayException away) {
            throw new IOException(
                "the connection to the database was lost while " + run + " was exported", away);
          }
        };
    return Response.ok(body, MEDIA_TYPES.get(type))
        .header(
            HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + run + "." + type + "\"")
        .build();
  }

  private void writeCsv(String run, List<String> curvatures, OutputStream target)
      throws IOException, DatabaseAwayException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setRecordSeparator("\n")
            .setHeader(ExportQuery.COLUMNS.toArray(String[]::new))
            .get();
    Writer writer = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
    CSVPrinter printer = new CSVPrinter(writer, format);
    observations.forEach(run, curvatures, row -> printer.printRecord(row.values()));
    printer.flush();
  }

  private void writeJson(String run, List<String> curvatures, OutputStream target)
      throws IOException, DatabaseAwayException {
    JsonGenerator json = writer.createGenerator(target);
    json.writeStartObject();
    json.writeArrayFieldStart("observations");
    observations.forEach(run, curvatures, row -> writer.writeValue(json, row));
    json.writeEndArray();
    json.writeFieldName("remarks");
    writer.writeValue(json, runs.find(run).map(view -> view.stored().remarks()).orElse(List.of()));
    json.writeEndObject();
    json.flush();
  }
}
