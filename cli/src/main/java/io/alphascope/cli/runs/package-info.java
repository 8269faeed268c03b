/** Commands about runs that exist: list, stop, delete, export. */
package io.alphascope.cli.runs;
