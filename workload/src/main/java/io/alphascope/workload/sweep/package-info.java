/**
 * Runs graphs on jets.
 *
 * <ul>
 *   <li>{@code Interpreter}: a graph with its parameters by name, ready to run
 *   <li>{@code Sweep}: one run, its output's jet, and the output at another α
 *   <li>{@code Plan}: what is computed once for all inputs of the same shapes
 *   <li>{@code Holdings}: which arrays are still in use, so that the others are freed at once
 * </ul>
 */
package io.alphascope.workload.sweep;
