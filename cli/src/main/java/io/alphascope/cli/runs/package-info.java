/**
 * Commands about runs that exist: list, stop, delete, export; and what they share with commands
 * that start a run: {@link io.alphascope.cli.runs.ResultOptions} and {@link
 * io.alphascope.cli.runs.RunArgument}.
 */
package io.alphascope.cli.runs;
