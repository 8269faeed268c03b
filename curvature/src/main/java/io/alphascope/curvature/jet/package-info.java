/**
 * Taylor mode: arrays as functions of α, kept to second order.
 *
 * <ul>
 *   <li>{@code Jet}: value, first and second derivative, and what operations do to them
 *   <li>{@code JetArray}: a jet that unmodified DJL blocks take for an {@code NDArray}
 *   <li>{@code TaylorRules}: which operation of DJL's is which rule; any other one is refused aloud
 * </ul>
 *
 * <p>A further layer kind needs its rule in {@code Jet} and a line in {@code TaylorRules}.
 */
package io.alphascope.curvature.jet;
