/**
 * Taylor mode: arrays as functions of α, kept to second order.
 *
 * <ul>
 *   <li>{@code Jet}: value, first and second derivative
 *   <li>{@code Taylor}: what is computed with jets, as few shapes of rule
 *   <li>{@code Value}: what a name in a graph stands for: a jet, a {@code Constant}, a {@code
 *       JetSequence}
 *   <li>{@code Scalars}: numbers as arrays, made once
 * </ul>
 *
 * <p>The arrays of a result join the manager of the arrays they came from; who runs a graph frees
 * them.
 */
package io.alphascope.workload.jet;
