/** Counts and logs the steps that retention deleted before they were observed. */
package io.alphascope.curvatureservice.loss;
