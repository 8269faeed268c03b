/**
 * One step of an optimizer in a folder of files: {@code step.json} beside arrays in NumPy's format.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.stepfiles.NpyArray}: one array, read and written;
 *   <li>{@code StepSpecification}: {@code step.json};
 *   <li>{@link io.alphascope.local.stepfiles.StepFolder}: the step and its batches, checked against
 *       each other;
 *   <li>{@link io.alphascope.local.stepfiles.StepEvent}: the same as an event of the stream.
 * </ul>
 */
package io.alphascope.local.stepfiles;
