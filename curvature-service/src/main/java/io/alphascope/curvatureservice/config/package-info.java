/** What a user may set, and the properties of Kafka's clients that follow from it. */
package io.alphascope.curvatureservice.config;
