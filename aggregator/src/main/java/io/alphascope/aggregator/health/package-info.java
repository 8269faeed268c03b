/** Readiness: what the aggregator needs, and why it is not there if it isn't. */
package io.alphascope.aggregator.health;
