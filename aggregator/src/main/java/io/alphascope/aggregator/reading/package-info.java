/**
 * The bytes of a record to a checked event, or the reason why not. What passes here fits every
 * store behind it: nothing later fails for what a record holds.
 */
package io.alphascope.aggregator.reading;
