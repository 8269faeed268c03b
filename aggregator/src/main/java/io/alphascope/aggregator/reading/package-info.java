/**
 * Turns the bytes of a record into a checked event, or says what is wrong with them. A checked
 * event can be stored by topology and sink without further checks.
 */
package io.alphascope.aggregator.reading;
