package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.run.RunQueries;
import io.alphascope.aggregator.series.ExportQuery;
import io.alphascope.aggregator.series.ExportQuery.Table;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
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

/** All observations of a run, or all their layers, as a file, written while it is read. */
@Path("/api/runs/{run}")
public class ExportResource {

  private static final Map<String, String> MEDIA_TYPES =
      Map.of("csv", "text/csv; charset=utf-8", "json", "application/json");

  private final ExportQuery rows;
  private final RunQueries runs;
  private final ObjectWriter writer;

  ExportResource(ExportQuery rows, RunQueries runs, ObjectMapper json) {
    this.rows = rows;
    this.runs = runs;
    // Rows are sent when the buffer is full, not each by itself.
    writer = json.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
  }

  /** What is asked for: its format is csv if nothing else is said, its curvatures are all. */
  record Export(
      @PathParam("run") String run,
      @QueryParam("format") @DefaultValue("csv") String format,
      @QueryParam("curvature") String curvature) {

    private List<String> curvatures() {
      return curvature == null || curvature.isBlank()
          ? List.of()
          : Arrays.stream(curvature.split(",")).map(String::strip).toList();
    }
  }

  @GET
  @Path("export")
  public Response observations(@BeanParam Export asked) throws DatabaseAwayException {
    return export(Table.OBSERVATIONS, asked, asked.run());
  }

  @GET
  @Path("layers/export")
  public Response layers(@BeanParam Export asked) throws DatabaseAwayException {
    return export(Table.LAYERS, asked, asked.run() + ".layers");
  }

  private Response export(Table table, Export asked, String name) throws DatabaseAwayException {
    if (!MEDIA_TYPES.containsKey(asked.format())) {
      throw Parameters.badParameter("format", asked.format(), "csv or json");
    }
    if (!rows.knows(asked.run())) {
      throw Parameters.unknownRun(asked.run());
    }
    StreamingOutput body =
        target -> {
          try {
            if (asked.format().equals("csv")) {
              writeCsv(table, asked, target);
            } else {
              writeJson(table, asked, target);
            }
          } catch (DatabaseAwayException away) {
            throw new IOException(
                "the connection to the database was lost while " + asked.run() + " was exported",
                away);
          }
        };
    return Response.ok(body, MEDIA_TYPES.get(asked.format()))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"" + name + "." + asked.format() + "\"")
        .build();
  }

  private void writeCsv(Table table, Export asked, OutputStream target)
      throws IOException, DatabaseAwayException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setRecordSeparator("\n")
            .setHeader(table.columns().toArray(String[]::new))
            .get();
    Writer text = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
    CSVPrinter printer = new CSVPrinter(text, format);
    rows.forEach(table, asked.run(), asked.curvatures(), row -> printer.printRecord(row.values()));
    printer.flush();
  }

  private void writeJson(Table table, Export asked, OutputStream target)
      throws IOException, DatabaseAwayException {
    JsonGenerator json = writer.createGenerator(target);
    json.writeStartObject();
    json.writeArrayFieldStart(table.toString());
    rows.forEach(table, asked.run(), asked.curvatures(), row -> writer.writeValue(json, row));
    json.writeEndArray();
    json.writeFieldName("remarks");
    writer.writeValue(
        json, runs.find(asked.run()).map(view -> view.stored().remarks()).orElse(List.of()));
    json.writeEndObject();
    json.flush();
  }
}
