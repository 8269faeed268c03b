/**
 * The database: {@link io.alphascope.aggregator.database.Database} knows whether it answers, and
 * migrates it ({@code db/migration}) when it is first reached; {@code QuantityColumns} adds the
 * columns of quantities. Statements are SQL, sent through Jdbi; {@link
 * io.alphascope.aggregator.database.RecordMapping} turns rows into records.
 */
package io.alphascope.aggregator.database;
