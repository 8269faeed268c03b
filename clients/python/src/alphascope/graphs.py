"""ONNX models as the wire has them: nodes and constants, without the values of parameters."""

from __future__ import annotations

import math
import pathlib
from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import numpy_helper

from alphascope.errors import NotObservable
from alphascope.events.events_pb2 import Parameter
from alphascope.networks import Network

_FLOATS = (
    onnx.TensorProto.FLOAT,
    onnx.TensorProto.DOUBLE,
    onnx.TensorProto.FLOAT16,
    onnx.TensorProto.BFLOAT16,
)


def published(path: pathlib.Path, parameters: Sequence[str] | None) -> Network:
    """The network of an ONNX file. Raises NotObservable, with the file and what is wrong."""
    try:
        model = onnx.load(path)
    except Exception as e:
        raise NotObservable(f'network: {path} cannot be read as an ONNX file ({e})') from e
    values = {value.name: value for value in model.graph.initializer}
    if parameters is None:
        parameters = [name for name, value in values.items() if value.data_type in _FLOATS]
        if not any('.' in name for name in parameters):
            raise NotObservable(
                f'network: {path} does not say which of its tensors are parameters: give'
                ' parameters=, their names in the order of θ'
            )
    unknown = [name for name in parameters if name not in values]
    if unknown:
        raise NotObservable(
            f'parameters: {path} has no tensors {", ".join(unknown[:5])}; it has'
            f' {", ".join(list(values)[:10])}. Export with optimize=False, since the default folds'
            ' parameters into others'
        )
    shapes = {name: tuple(values[name].dims) for name in parameters}
    return network(path.stem, model, shapes)


def network(name: str, model: onnx.ModelProto, parameters: Mapping[str, Sequence[int]]) -> Network:
    """A model with these parameters as inputs; what exporters note about sources is left out."""
    return Network(
        name,
        stripped(model, parameters).SerializeToString(deterministic=True),
        tuple(Parameter(name=name, shape=shape) for name, shape in parameters.items()),
    )


def stripped(model: onnx.ModelProto, parameters: Mapping[str, Sequence[int]]) -> onnx.ModelProto:
    """Without values of parameters, names of source files, and shapes of intermediate values."""
    graph = onnx.GraphProto(name='network')
    nodes = _needed(model.graph, set(parameters))
    used = {name for node in nodes for name in _inputs(node)}
    used |= {output.name for output in model.graph.output[:1]}
    constants = {one.name: one for one in model.graph.initializer}
    for value in model.graph.input:
        if value.name in used and value.name not in parameters and value.name not in constants:
            graph.input.append(onnx.ValueInfoProto(name=value.name, type=value.type))
    for name, shape in parameters.items():
        graph.input.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, list(shape)))
    for name, constant in constants.items():
        if name in used and name not in parameters:
            array = numpy_helper.to_array(constant)
            graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
    for node in nodes:
        kept = graph.node.add()
        kept.CopyFrom(node)
        kept.ClearField('doc_string')
        kept.ClearField('metadata_props')
    graph.output.append(
        onnx.ValueInfoProto(name=model.graph.output[0].name, type=model.graph.output[0].type)
    )
    result = onnx.ModelProto(ir_version=min(model.ir_version, 10), graph=graph)
    result.opset_import.extend(model.opset_import)
    for function in model.functions:
        kept_function = result.functions.add()
        kept_function.CopyFrom(function)
        kept_function.ClearField('doc_string')
        kept_function.ClearField('metadata_props')
        for node in kept_function.node:
            node.ClearField('doc_string')
            node.ClearField('metadata_props')
    return result


def with_values(graph: bytes, parameters: Sequence[Parameter], theta: np.ndarray) -> onnx.ModelProto:
    """The graph with the parameters' values, θ [P], in the type of θ: a model that can be run."""
    model: onnx.ModelProto = onnx.ModelProto.FromString(graph)
    start = 0
    names = set()
    for parameter in parameters:
        end = start + math.prod(parameter.shape)
        values = np.ascontiguousarray(theta[start:end].reshape(tuple(parameter.shape)))
        model.graph.initializer.append(numpy_helper.from_array(values, parameter.name))
        names.add(parameter.name)
        start = end
    inputs = [value for value in model.graph.input if value.name not in names]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    return model


def renamed(model: onnx.ModelProto, names: Mapping[str, str]) -> None:
    """Gives values other names, in place; where two get one name, the first tensor stays."""
    for node in model.graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = names.get(name, name)
        for i, name in enumerate(node.output):
            node.output[i] = names.get(name, name)
    for values in model.graph.input, model.graph.output:
        for value in values:
            value.name = names.get(value.name, value.name)
    kept: dict[str, onnx.TensorProto] = {}
    for tensor in model.graph.initializer:
        tensor.name = names.get(tensor.name, tensor.name)
        kept.setdefault(tensor.name, tensor)
    tensors = list(kept.values())
    if len(tensors) < len(model.graph.initializer):
        copies = [onnx.TensorProto.FromString(tensor.SerializeToString()) for tensor in tensors]
        del model.graph.initializer[:]
        model.graph.initializer.extend(copies)


def value_names(model: onnx.ModelProto) -> set[str]:
    """Every name of a value in the graph."""
    names = {value.name for value in model.graph.input}
    names |= {tensor.name for tensor in model.graph.initializer}
    for node in model.graph.node:
        names.update(node.input)
        names.update(node.output)
    return names


def _needed(graph: onnx.GraphProto, given: set[str]) -> list[onnx.NodeProto]:
    """The nodes that the first output needs, in their order; what is given needs none."""
    nodes = list(graph.node)
    makers = {name: node for node in nodes for name in node.output if name not in given}
    needed: set[int] = set()
    unresolved = [graph.output[0].name]
    while unresolved:
        node = makers.get(unresolved.pop())
        if node is not None and id(node) not in needed:
            needed.add(id(node))
            unresolved += _inputs(node)
    return [node for node in nodes if id(node) in needed]


def _inputs(node: onnx.NodeProto) -> list[str]:
    names = list(node.input)
    for attribute in node.attribute:
        for graph in [attribute.g, *attribute.graphs]:
            for inner in graph.node:
                names += _inputs(inner)
    return names
