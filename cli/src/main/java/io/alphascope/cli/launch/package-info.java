/** Starts the whole system on this machine, and tells how one that is up is. */
package io.alphascope.cli.launch;
