/** How far consumer groups are behind the ends of their topics. */
package io.alphascope.aggregator.lag;
