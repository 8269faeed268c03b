/**
 * Which runs {@code training.runs} knows. A run that is seen in steps alone was published by a
 * stranger; this service announces it, so that the rest of the system knows of it.
 */
package io.alphascope.curvatureservice.runs;
