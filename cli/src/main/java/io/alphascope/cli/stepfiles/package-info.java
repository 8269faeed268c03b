/**
 * One step of an optimizer in a folder of files: {@code step.json} beside arrays in NumPy's format.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.stepfiles.ArrayFile}: one array, refused in the words of a
 *       command;
 *   <li>{@code StepSpecification}: {@code step.json};
 *   <li>{@code StepArrays}: the arrays of a step, in one type and in the shapes that are computed
 *       with;
 *   <li>{@link io.alphascope.cli.stepfiles.StepFolder}: the step and its batches, checked against
 *       each other;
 *   <li>{@link io.alphascope.cli.stepfiles.StepEvent}: the same as an event of the stream.
 * </ul>
 */
package io.alphascope.cli.stepfiles;
