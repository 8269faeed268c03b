/**
 * What operators compute, each written once, on jets.
 *
 * <ul>
 *   <li>{@code Operators}: the registry, a line an operator
 *   <li>{@code Operator}: a name, how results depend on operands, known attributes, and the rule
 *   <li>{@code Call}: a node and its operands, as rules see them
 *   <li>the other classes: the rules, a family each
 * </ul>
 *
 * <p>What ONNX's own tests say of them, and which of these are refused: docs/onnx-node-tests.md.
 *
 * <p>How to add one: docs/operators.md.
 */
package io.alphascope.workload.operator;
