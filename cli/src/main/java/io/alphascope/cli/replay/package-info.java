/** Observes steps of the stream once more, on a system that is up or is started for it. */
package io.alphascope.cli.replay;
