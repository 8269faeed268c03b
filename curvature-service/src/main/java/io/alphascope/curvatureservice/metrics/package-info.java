/** What this service counts. */
package io.alphascope.curvatureservice.metrics;
