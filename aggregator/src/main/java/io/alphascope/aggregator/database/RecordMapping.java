package io.alphascope.aggregator.database;

import io.leangen.geantyref.GenericTypeReflector;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * How Jdbi maps rows to records: a component takes the column of its name, in snake case.
 * Statements are sent unchanged.
 */
public final class RecordMapping implements JdbiPlugin {

  @Override
  public void customizeJdbi(Jdbi jdbi) {
    jdbi.setTemplateEngine(TemplateEngine.NOP);
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerColumnMapper(
        Instant.class,
        (row, column, context) ->
            Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant)
                .orElse(null));
    RowMapperFactory records =
        (type, config) ->
            Optional.of(GenericTypeReflector.erase(type))
                .filter(Class::isRecord)
                .map(ConstructorMapper::of);
    jdbi.registerRowMapper(records);
  }
}
