/** Which system a command talks to: one that is named, or the one that is up on a data folder. */
package io.alphascope.cli.connection;
