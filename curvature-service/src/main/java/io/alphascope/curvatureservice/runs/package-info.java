/**
 * The runs in {@code training.runs}. A run that appears only in steps was published by another
 * client; this service announces it, so that the other services know it. A run that a client
 * outside trains is reported on by that client; this service says so if the reports end without a
 * word.
 */
package io.alphascope.curvatureservice.runs;
