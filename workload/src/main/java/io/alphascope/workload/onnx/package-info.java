/**
 * Networks from ONNX files, and back.
 *
 * <ul>
 *   <li>{@code OnnxModel}: a file that was read; which of its values are parameters is said by
 *       {@link io.alphascope.workload.onnx.OnnxModel#bind binding} it
 *   <li>{@code BoundNetwork}: the graph, the parameters' names, shapes and first values
 *   <li>{@code OnnxWriter}: a graph as bytes that {@code OnnxModel} reads again
 *   <li>{@code ModelBytes}, {@code FieldCount}, {@code FileKind}: bytes as a message of protobuf,
 *       or what they are instead
 *   <li>{@code GraphReader}, {@code NodeReader}, {@code TensorReader}, {@code FunctionCalls},
 *       {@code NodeOrder}: that message as a graph
 *   <li>{@code SeparateTensors}, {@code TrainedValues}, {@code ParameterAliases}: what parameters
 *       are
 * </ul>
 *
 * <p>Files are hostile until they have been read: nothing is allocated on the word of a length that
 * the file does not bear out, and every refusal is an {@code OnnxException}. Weights stay in the
 * file's mapped memory until {@code BoundNetwork.values} is asked for, once.
 */
package io.alphascope.workload.onnx;
