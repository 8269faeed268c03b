/** Whether the broker is there, and how far consumer groups are behind. */
package io.alphascope.aggregator.broker;
