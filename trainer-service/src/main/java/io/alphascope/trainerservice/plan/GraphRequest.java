package io.alphascope.trainerservice.plan;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A network as a graph.
 *
 * @param model an ONNX model without the values of its parameters
 * @param parameters shapes by name, in the order of the flat vector
 */
public record GraphRequest(ByteBuffer model, Map<String, Shape> parameters) {}
