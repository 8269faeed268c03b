"""One forward and backward pass of a watched model: its batch, and its loss as a graph can have it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import nn

from alphascope.errors import NotObservable
from alphascope.pytorch import losses
from alphascope.pytorch.batches import Batch
from alphascope.pytorch.exporting import Traced, output_tensors
from alphascope.pytorch.recorder import Call, Program


@dataclass(eq=False)
class MicroBatch:
    """A pass whose ``backward`` is about to begin.

    traced: from the inputs to the outputs that the loss takes, or to the loss itself.
    loss: None where the graph computes it. targets: [n, …].
    value: the loss. scales: what a backward pass brings to it.
    """

    traced: Traced
    loss: losses.KnownLoss | None
    targets: torch.Tensor | None
    value: torch.Tensor
    key: tuple[Any, ...]
    multiple: float = 1.0
    """Of the loss, the number whose backward pass is watched."""
    scales: list[torch.Tensor] = field(default_factory=list)

    @property
    def scale(self) -> torch.Tensor:
        """Of the loss, what backward was called on; on its device, so that nobody waits for it."""
        return self.scales[0] * self.multiple

    @property
    def samples(self) -> int:
        return self.traced.batch.samples


def micro_batch(
    model: nn.Module,
    batch: Batch,
    output: Any,
    calls: list[Call],
    root: torch.Tensor,
) -> MicroBatch:
    """Of a call of ``root.backward()`` that follows a call of the model with this batch.

    Raises NotObservable if the loss does not follow from the model's outputs.
    """
    if not batch.samples:
        raise NotObservable(
            'the model was called without a tensor that has a sample in each row: batches need one'
        )
    value = losses.without_scale(calls, root)
    if value.numel() != 1:
        raise NotObservable('backward was called on several numbers; reduce the loss to one')
    sources = output_tensors
    loss, multiple, rows = losses.known(calls, value), 1.0, False
    within = losses.within(output, batch.arguments(list(batch.inputs.values()))[1])
    if within is not None and within[1] is value:
        loss, _, multiple = within
        batch = batch.without(model, {'num_items_in_batch'})
        sources = losses.logits
    if loss is not None:
        samples, outputs_of_loss = batch.samples, loss.outputs
        rows = outputs_of_loss.shape[0] != samples
        if rows and (
            outputs_of_loss.shape[0] % samples
            or (loss.name == 'cross-entropy' and outputs_of_loss.dim() != 2)
        ):
            loss, rows = None, False
    program = Program(calls, sources(output), value if loss is None else loss.outputs)
    if not program.uses_sources:
        raise NotObservable(
            "the loss that backward was called on does not follow from the watched model's last"
            ' output: watch the model whose outputs the loss takes, and call backward after it'
        )
    extras, externals, constants = _externals(model, batch, program)
    targets = None
    if loss is not None:
        targets = loss.targets.detach()
        if rows:
            targets = targets.reshape(batch.samples, -1, *targets.shape[1:])
    key = (
        batch.key(),
        program.key(),
        None if loss is None else loss.key,
        rows,
        tuple((name, tensor.dtype, tuple(tensor.shape[1:])) for name, tensor in extras.items()),
        constants,
    )
    return MicroBatch(
        Traced(model, batch, program, extras, externals, rows, sources),
        loss,
        None if targets is None else targets.clone(),
        value.detach() / multiple,
        key,
        multiple,
    )


def _externals(
    model: nn.Module, batch: Batch, program: Program
) -> tuple[dict[str, torch.Tensor], list[tuple[str, Any]], tuple[Any, ...]]:
    """What else the program uses: tensors of the batch, parameters of the model, and constants."""
    if not program.externals:
        return {}, [], ()
    own = {id(tensor): name for name, tensor in model.named_parameters()}
    own.update((id(tensor), name) for name, tensor in model.named_buffers())
    extras: dict[str, torch.Tensor] = {}
    externals: list[tuple[str, Any]] = []
    constants: list[Any] = []
    for tensor in program.externals:
        if id(tensor) in own:
            externals.append(('parameter', own[id(tensor)]))
        elif tensor.requires_grad:
            raise NotObservable(
                'the loss uses a tensor with a gradient that is neither an output of the watched'
                f' model nor one of its parameters (shape {list(tensor.shape)}): watch one module'
                ' that computes all of it'
            )
        elif tensor.dim() and tensor.shape[0] == batch.samples:
            name = f'target{len(extras) or ""}'
            while name in batch.inputs:
                name += '_'
            extras[name] = tensor.detach().clone()
            externals.append(('extra', name))
        else:
            value = tensor.detach().clone()
            externals.append(('constant', value))
            constants.append((str(value.dtype), tuple(value.shape), value.cpu().numpy().tobytes()))
    return extras, externals, tuple(constants)


def together(parts: list[MicroBatch]) -> MicroBatch:
    """Accumulated passes as one batch, if they are one. Raises NotObservable if not.

    The sum of sᵢ ∇Lᵢ is a multiple c of the gradient of the whole batch's loss where sᵢ is the same
    multiple of each part's share; c is then the scale.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    if first.loss is None:
        raise NotObservable(
            f'gradients of {len(parts)} batches were accumulated under a loss of your own, which'
            ' cannot be put together: use a loss of torch.nn.functional'
        )
    if any(part.key != first.key for part in parts):
        raise NotObservable(
            f'gradients of {len(parts)} batches of different shapes or losses were accumulated:'
            ' they are not one batch'
        )
    if any(
        module.training and isinstance(module, nn.modules.batchnorm._BatchNorm)
        for module in first.traced.model.modules()
    ):
        raise NotObservable(
            f'gradients of {len(parts)} batches were accumulated with batch normalisation in'
            ' training mode, which normalises each by itself: they are not one batch'
        )
    is_mean = first.loss.reduction == 'mean'
    shares = [part.loss.denominator() for part in parts if part.loss is not None]
    total = sum(shares)
    scales = [
        float(part.scale) * (total / share if is_mean else 1.0)
        for part, share in zip(parts, shares, strict=True)
    ]
    if max(scales) - min(scales) > 1e-5 * abs(max(scales, key=abs)):
        raise NotObservable(
            f'gradients of {len(parts)} batches were accumulated that count differently (of'
            f' {", ".join(str(part.samples) for part in parts)} samples): the sum is not the'
            " gradient of one batch's mean. Drop the last smaller batch, or weight each by its size"
        )
    batch = Batch(
        {
            name: torch.cat([part.traced.batch.inputs[name] for part in parts])
            for name in first.traced.batch.inputs
        },
        first.traced.batch.places,
        first.traced.batch.constants,
        first.traced.batch.structure,
    )
    extras = {
        name: torch.cat([part.traced.extras[name] for part in parts]) for name in first.traced.extras
    }
    weights = [share / total if is_mean else 1.0 for share in shares]
    value = torch.stack(
        [part.value.double().reshape(()) * w for part, w in zip(parts, weights, strict=True)]
    ).sum()
    traced = first.traced
    return MicroBatch(
        replace(traced, batch=batch, extras=extras),
        first.loss,
        torch.cat([part.targets for part in parts if part.targets is not None]),
        value,
        first.key,
        scales=[torch.tensor(scales[0], dtype=torch.float64)],
    )
