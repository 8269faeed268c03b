/** Readiness: whether the aggregator does its work, and why not. */
package io.alphascope.aggregator.health;
