/** One step in files: observed in this process, or published to a system. */
package io.alphascope.cli.step;
