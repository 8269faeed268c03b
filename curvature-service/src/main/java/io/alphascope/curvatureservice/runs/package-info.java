/**
 * The runs in {@code training.runs}. A run that appears only in steps was published by another
 * client; this service announces it, so that the other services know it.
 */
package io.alphascope.curvatureservice.runs;
