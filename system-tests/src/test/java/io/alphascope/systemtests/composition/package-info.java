/** What {@code docker compose up} reads, held against itself, without Docker. */
package io.alphascope.systemtests.composition;
