"""A model and what follows it, up to the loss, as a graph on the wire."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import onnx.reference
import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils import _pytree as pytree

from alphascope import graphs
from alphascope.errors import NotObservable
from alphascope.networks import Network
from alphascope.pytorch.batches import Batch
from alphascope.pytorch.recorder import Program
from alphascope.pytorch.surroundings import kept, quiet, spelt_out_attention

_log = logging.getLogger('alphascope')

_RANDOM = {
    'Bernoulli',
    'Dropout',
    'Multinomial',
    'RandomNormal',
    'RandomNormalLike',
    'RandomUniform',
    'RandomUniformLike',
}
_CHECKED_SAMPLES = 2
# Onnx's reference takes long for more.
_CHEAP_PARAMETERS = 3_000_000


@dataclass(frozen=True, eq=False)
class Exported:
    """network: the graph. inputs: names of those of the batch's tensors that it uses, in order.

    constants: tensors of the model whose values are in the graph, by name.
    samples: the only number of samples that the graph serves; None: any.
    """

    network: Network
    inputs: list[str]
    constants: dict[str, torch.Tensor]
    samples: int | None

    def versions(self) -> dict[str, int]:
        """How often each constant was changed in place."""
        return {name: tensor._version for name, tensor in self.constants.items()}


@dataclass(frozen=True, eq=False)
class Traced:
    """What is exported: a model's call, and the program from its outputs to the graph's output.

    extras: tensors of the batch that the program uses, [n, …], by name.
    externals: how the program gets its externals: ('extra', name), ('parameter', name), or a tensor.
    rows: whether the result, [n·k, …], has to become [n, k, …].
    sources: of what the model returns, the tensors that the program begins with.
    """

    model: nn.Module
    batch: Batch
    program: Program
    extras: dict[str, torch.Tensor]
    externals: list[tuple[str, Any]]
    rows: bool
    sources: Callable[[Any], list[torch.Tensor]]


class _Graph(nn.Module):
    """The traced program with its inputs as arguments."""

    def __init__(self, traced: Traced) -> None:
        super().__init__()
        self.model = traced.model
        self._traced = traced

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        traced = self._traced
        count = len(traced.batch.inputs)
        args, kwargs = traced.batch.arguments(list(tensors[:count]))
        outputs = traced.sources(self.model(*args, **kwargs))
        extras = dict(zip(traced.extras, tensors[count:], strict=True))
        externals = []
        for kind, value in traced.externals:
            if kind == 'extra':
                externals.append(extras[value])
            elif kind == 'parameter':
                externals.append(_attribute(self.model, value))
            else:
                externals.append(value)
        result = traced.program.run(outputs, externals)
        if traced.rows:
            result = result.reshape(tensors[0].shape[0], -1, *result.shape[1:])
        return result


def output_tensors(output: Any) -> list[torch.Tensor]:
    """The tensors in what a model returned, in an order that depends on its structure alone."""
    tensors = []
    for leaf in pytree.tree_leaves(output):
        if isinstance(leaf, torch.Tensor):
            tensors.append(leaf)
        elif hasattr(leaf, '__dataclass_fields__'):
            for name in leaf.__dataclass_fields__:
                tensors += output_tensors(getattr(leaf, name))
    return tensors


def plain(model: nn.Module) -> nn.Module:
    """The model itself, without what spreads it over devices, or compiles it."""
    while True:
        if isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
            model = model.module
        elif isinstance(getattr(model, '_orig_mod', None), nn.Module):
            model = model._orig_mod  # type: ignore[assignment]
        else:
            return model


def export(
    name: str,
    traced: Traced,
    parameters: dict[str, nn.Parameter],
    dropout_off: bool,
    autocast: bool,
) -> Exported:
    """The graph, checked against the model's own outputs on the batch.

    parameters: θ's, by their names in the model. autocast: whether the model computed in 16 bits where
    it could. Raises NotObservable with a remedy.
    """
    tensors = [*traced.batch.inputs.values(), *traced.extras.values()]
    if not tensors:
        raise NotObservable('the model was called without a tensor that has a sample per row')
    names = [*traced.batch.inputs, *traced.extras]
    statistics = {
        path: module.training or not module.track_running_stats
        for path, module in traced.model.named_modules()
        if isinstance(module, _BatchNorm)
    }
    is_rough = False
    with quiet(), kept(traced.model, dropout_off):
        try:
            found, samples = _exported(_Graph(traced), tensors, names)
        except Exception as e:
            with spelt_out_attention(traced.model) as is_other:
                if not is_other:
                    raise _not_exported(e) from e
                try:
                    found, samples = _exported(_Graph(traced), tensors, names)
                except Exception:
                    raise _not_exported(e) from e
            is_rough = True  # its softmax is of float32
        model = onnx.ModelProto()
        model.CopyFrom(found.model_proto)
        _refuse_random(model)
        _use_batch_statistics(model, statistics)
        bound = _bind(model, traced.model, parameters)
        network = graphs.network(
            name, model, {name: tuple(parameter.shape) for name, parameter in parameters.items()}
        )
        _check_parameters(network, parameters)
        if not dropout_off:
            _check_outputs(found, traced, tensors, 0.1 if autocast else 1e-3 if is_rough else None)
        if samples is None and not (dropout_off and any(statistics.values())):
            _check_nodes(found, network, tensors, names, parameters)
    ignored = {
        f'{path}.{buffer}'.lstrip('.')
        for path, is_training in statistics.items()
        if is_training
        for buffer in ('running_mean', 'running_var')
    }
    constants = {
        name: tensor for name, tensor in bound.items() if name not in parameters and name not in ignored
    }
    taken = graphs.value_names(onnx.ModelProto.FromString(network.graph))
    return Exported(network, [name for name in names if name in taken], constants, samples)


def _exported(graph: _Graph, tensors: list[torch.Tensor], names: list[str]) -> tuple[Any, int | None]:
    """The exporter's program, and the only number of samples that it serves."""
    samples = tensors[0].shape[0]
    if samples == 1:  # the exporter takes 1 for a constant
        tensors = [torch.cat([tensor, tensor]) for tensor in tensors]
    options: dict[str, Any] = {'input_names': names, 'dynamo': True, 'optimize': False, 'verbose': False}
    n = torch.export.Dim('n')
    try:
        shapes = (tuple({0: n} for _ in tensors),)
        found = torch.onnx.export(graph, tuple(tensors), dynamic_shapes=shapes, **options)
        if not _is_fixed(found):
            return found, None
    except Exception as e:
        _log.debug('the graph needs a fixed number of samples (%s)', e)
    if samples == 1:
        tensors = [tensor[:1] for tensor in tensors]
    return torch.onnx.export(graph, tuple(tensors), **options), samples


def _is_fixed(found: Any) -> bool:
    """Whether the exporter made the number of samples a constant after all."""
    shape = found.model_proto.graph.input[0].type.tensor_type.shape
    return bool(shape.dim[0].HasField('dim_value'))


def _refuse_random(model: onnx.ModelProto) -> None:
    found = sorted({node.op_type for node in model.graph.node if node.op_type in _RANDOM})
    if found:
        raise NotObservable(
            f'the network draws random numbers ({", ".join(found)}), as dropout does in training:'
            " what it drew is not known, so the step's loss is not. Give dropout='off' to observe the"
            ' network without dropout (and without the gradient), or train without'
        )


def _use_batch_statistics(model: onnx.ModelProto, statistics: dict[str, bool]) -> None:
    """Says in the graph that a batch is normalised by itself; the exporter leaves this out."""
    by_mean = {f'model.{path}.running_mean'.replace('..', '.'): path for path in statistics}
    unknown = sum(statistics.values())
    for node in model.graph.node:
        if node.op_type != 'BatchNormalization':
            continue
        path = by_mean.get(node.input[3])
        if path is not None and statistics[path]:
            _set_training(node)
            unknown -= 1
    if unknown > 0:
        # Without running statistics, or used in several places.
        nodes = [node for node in model.graph.node if node.op_type == 'BatchNormalization']
        if all(statistics.values()):
            for node in nodes:
                _set_training(node)
        elif any(node.input[3] not in by_mean for node in nodes):
            raise NotObservable(
                'batch normalisation: some layers use running statistics and some those of the'
                ' batch, and the exporter does not tell which is which'
            )


def _set_training(node: onnx.NodeProto) -> None:
    kept = [attribute for attribute in node.attribute if attribute.name != 'training_mode']
    del node.attribute[:]
    node.attribute.extend([*kept, onnx.helper.make_attribute('training_mode', 1)])


def _bind(
    model: onnx.ModelProto, module: nn.Module, parameters: dict[str, nn.Parameter]
) -> dict[str, torch.Tensor]:
    """Gives parameters and buffers their names in the module; returns those that the graph has."""
    own = {id(parameter): name for name, parameter in parameters.items()}
    tensors: dict[str, torch.Tensor] = dict(module.named_parameters(remove_duplicate=False))
    tensors.update(module.named_buffers(remove_duplicate=False))
    taken = graphs.value_names(model)
    names, bound = {}, {}
    for path, tensor in tensors.items():
        exported = f'model.{path}'
        if exported not in taken:
            continue
        name = own.get(id(tensor), path)
        if name in taken:
            if name not in own.values():
                name = exported
            else:
                graphs.renamed(model, {name: f'{name}_value'})
        names[exported] = name
        bound[name] = tensor
    graphs.renamed(model, names)
    return bound


def _check_parameters(network: Network, parameters: dict[str, nn.Parameter]) -> None:
    """What the graph lacks must have no gradient."""
    model = onnx.ModelProto.FromString(network.graph)
    used = {name for node in model.graph.node for name in node.input}
    for name, parameter in parameters.items():
        if name not in used and parameter.grad is not None and bool(parameter.grad.any()):
            raise NotObservable(
                f'parameter {name} has a gradient, but the exported graph does not use it'
            )


def _check_outputs(
    found: Any, traced: Traced, tensors: list[torch.Tensor], tolerance: float | None
) -> None:
    """Against the model's own outputs on this batch."""
    if tensors[0].shape[0] == 1:
        return  # exported with more
    own = traced.program.target.detach()
    with torch.no_grad():
        again = found.exported_program.module()(*tensors)
    if not _close(again.reshape(own.shape), own, tolerance):
        raise NotObservable(
            'the exported graph does not give what the model gave on the same batch: does the model'
            ' change between calls, or draw random numbers?'
        )


def _check_nodes(
    found: Any,
    network: Network,
    tensors: list[torch.Tensor],
    names: list[str],
    parameters: dict[str, nn.Parameter],
) -> None:
    """Node by node, on a part of the batch."""
    if sum(p.numel() for p in parameters.values()) > _CHEAP_PARAMETERS:
        return
    few = [tensor[:_CHECKED_SAMPLES] for tensor in tensors]
    if few[0].shape[0] < _CHECKED_SAMPLES:
        few = [torch.cat([tensor, tensor]) for tensor in few]
    with torch.no_grad():
        expected = found.exported_program.module()(*few)
    theta = np.concatenate([_array(p).reshape(-1) for p in parameters.values()])
    model = graphs.with_values(network.graph, network.parameters, theta)
    taken = {value.name for value in model.graph.input}
    feeds = {name: _array(tensor) for name, tensor in zip(names, few, strict=True) if name in taken}
    try:
        (result,) = onnx.reference.ReferenceEvaluator(model).run(None, feeds)
    except Exception as e:
        _log.debug('onnx cannot run the graph (%s); the service compares gradients instead', e)
        return
    # Single numbers are float32 in every file, whatever the network is.
    if not _close(torch.from_numpy(np.asarray(result)), expected.cpu(), 1e-3):
        raise NotObservable(
            'the exporter made a graph that computes something else than the model: publish with'
            ' alphascope.Observer and a graph of your own'
        )


def _close(one: torch.Tensor, other: torch.Tensor, tolerance: float | None = None) -> bool:
    """Whether they differ by no more than a share of the largest; infinite and NaN alike."""
    if tolerance is None:
        tolerance = 1e-9 if other.dtype == torch.float64 else 1e-3
    one, other = one.double(), other.double()
    finite = other[other.isfinite()]
    scale = float(finite.abs().max()) if finite.numel() else 0.0
    return torch.allclose(one, other, rtol=0, atol=tolerance * max(scale, 1e-3), equal_nan=True)


def _array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy()


def _attribute(module: nn.Module, path: str) -> torch.Tensor:
    owner, _, name = path.rpartition('.')
    found: torch.Tensor = getattr(module.get_submodule(owner), name)
    return found


def _not_exported(error: Exception) -> NotObservable:
    return NotObservable(
        f'the model cannot be exported ({_first_line(error)}). Try torch.onnx.export(model, …,'
        " dynamo=True, optimize=False) alone. Where layers are left out at random, dropout='off' helps;"
        ' otherwise replace what is not taken, or publish with alphascope.Observer'
    )


def _first_line(error: BaseException) -> str:
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return f'{type(cause).__name__}: {lines[0] if lines else ""}'[:400]
