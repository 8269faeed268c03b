/** The start of the service: creates its parts, warms the workers, and consumes steps. */
package io.alphascope.curvatureservice.startup;
