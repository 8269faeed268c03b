/**
 * What the whole pipeline costs against its parts, measured in one run: {@link
 * io.alphascope.benchmarks.pipeline.Pipeline} is the program, the other classes measure one part
 * each.
 */
package io.alphascope.benchmarks.pipeline;
