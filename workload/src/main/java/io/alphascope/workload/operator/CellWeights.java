package io.alphascope.workload.operator;

import io.alphascope.workload.jet.Jet;

/**
 * Weights of one direction of a recurrent operator with g gates.
 *
 * @param input [g·h, in]
 * @param recurrent [g·h, h]
 * @param inputBias [g·h]; null: none
 * @param recurrentBias [g·h]; null: none, or it is in {@code inputBias}
 */
record CellWeights(Jet input, Jet recurrent, Jet inputBias, Jet recurrentBias) {}
