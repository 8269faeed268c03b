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
 * How rows and Java meet: a record takes the columns that are named as its components, in snake
 * case, and a statement is sent as it stands.
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
