"""Which of Alphascope's losses a call of torch computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812

from alphascope.pytorch.recorder import Call

_SCALING = {
    torch.mul,
    torch.multiply,
    torch.div,
    torch.divide,
    torch.true_divide,
    torch.Tensor.mul,
    torch.Tensor.__mul__,
    torch.Tensor.__rmul__,
    torch.Tensor.multiply,
    torch.Tensor.div,
    torch.Tensor.__truediv__,
    torch.Tensor.divide,
    torch.Tensor.true_divide,
    torch.Tensor.mean,  # of one number, as for DataParallel
    torch.Tensor.sum,
    torch.mean,
    torch.sum,
    torch.Tensor.squeeze,
}


@dataclass(frozen=True, eq=False)
class KnownLoss:
    """A loss of outputs and targets.

    outputs: as the call took them. targets: likewise, without gradient.
    class_axis: 1 where outputs are [n, C, …]; None: the last axis counts classes, or none does.
    """

    name: str
    reduction: str
    outputs: torch.Tensor
    targets: torch.Tensor
    class_axis: int | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Any, ...]:
        return self.name, self.reduction, self.class_axis, repr(sorted(self.options.items()))

    def denominator(self) -> float:
        """What the mean divides by; of a sum 1."""
        if self.reduction == 'sum':
            return 1.0
        if self.name != 'cross-entropy' or self.targets.is_floating_point():
            samples = self.outputs.numel()
            if self.name == 'cross-entropy':
                samples //= self.outputs.shape[1 if self.outputs.dim() > 1 else 0]
            return float(samples)
        counted = self.targets != self.options.get('ignore_index', -100)
        weights = self.options.get('class_weights')
        if weights:
            weight = torch.tensor(weights, dtype=torch.float64, device=self.targets.device)
            return float(weight[self.targets[counted]].sum())
        return float(counted.sum())


def without_scale(calls: list[Call], root: torch.Tensor) -> torch.Tensor:
    """The loss, of which root is a multiple by numbers that have no gradient."""
    makers = {id(result): call for call in calls for result in call.results()}
    loss = root
    while (call := makers.get(id(loss))) is not None and call.function in _SCALING:
        with_gradient = [tensor for tensor in call.tensors() if tensor.requires_grad]
        if len(with_gradient) != 1 or with_gradient[0].numel() != 1 or loss.numel() != 1:
            break
        loss = with_gradient[0]
    return loss


def known(calls: list[Call], loss: torch.Tensor) -> KnownLoss | None:
    """The loss as Alphascope knows it; None if it has to be traced."""
    for call in reversed(calls):
        if call.result is loss:
            reader = _READERS.get(call.function)
            return None if reader is None else reader(call)
    return None


def _cross_entropy(call: Call) -> KnownLoss | None:
    names = 'input', 'target', 'weight', 'size_average', 'ignore_index', 'reduce', 'reduction'
    given = _arguments(call, (*names, 'label_smoothing'))
    return _classes(given, given.get('label_smoothing') or 0.0)


def _nll(call: Call) -> KnownLoss | None:
    names = 'input', 'target', 'weight', 'size_average', 'ignore_index', 'reduce', 'reduction'
    given = _arguments(call, names)
    outputs = given['input'].detach()
    axis = 1 if outputs.dim() > 1 else 0
    # The cross entropy of logarithms of probabilities is their negative log likelihood.
    totals = torch.logsumexp(outputs.double(), axis)
    if not bool((totals.abs() < 1e-4).all()):
        return None
    return _classes(given, 0.0)


def _classes(given: dict[str, Any], label_smoothing: float) -> KnownLoss | None:
    outputs, targets = given['input'], given['target']
    if not _is_reduced(given) or outputs.dim() < 2 or targets.requires_grad:
        return None
    options: dict[str, Any] = {}
    if label_smoothing:
        options['label_smoothing'] = float(label_smoothing)
    if given.get('weight') is not None:
        options['class_weights'] = given['weight'].detach().double().tolist()
    ignored = given.get('ignore_index')
    if ignored is not None and ignored != -100 and not targets.is_floating_point():
        options['ignore_index'] = int(ignored)
    return KnownLoss(
        'cross-entropy',
        given.get('reduction') or 'mean',
        outputs,
        targets,
        1 if outputs.dim() > 2 else None,
        options,
    )


def _squared_error(call: Call) -> KnownLoss | None:
    names = 'input', 'target', 'size_average', 'reduce', 'reduction', 'weight'
    return _elementwise('squared-error', _arguments(call, names))


def _binary(call: Call) -> KnownLoss | None:
    names = 'input', 'target', 'weight', 'size_average', 'reduce', 'reduction', 'pos_weight'
    return _elementwise('binary-cross-entropy', _arguments(call, names))


def _elementwise(name: str, given: dict[str, Any]) -> KnownLoss | None:
    outputs, targets = given['input'], given['target']
    if (
        not _is_reduced(given)
        or given.get('weight') is not None
        or given.get('pos_weight') is not None
        or outputs.shape != targets.shape
        or outputs.dim() < 1
        or targets.requires_grad
        or not outputs.requires_grad
    ):
        return None
    return KnownLoss(name, given.get('reduction') or 'mean', outputs, targets)


def _is_reduced(given: dict[str, Any]) -> bool:
    return (
        given.get('size_average') is None
        and given.get('reduce') is None
        and (given.get('reduction') or 'mean') in ('mean', 'sum')
    )


def _arguments(call: Call, names: tuple[str, ...]) -> dict[str, Any]:
    return {**dict(zip(names, call.args, strict=False)), **call.kwargs}


_READERS: dict[Callable[..., Any], Callable[[Call], KnownLoss | None]] = {
    F.cross_entropy: _cross_entropy,
    F.nll_loss: _nll,
    F.mse_loss: _squared_error,
    F.binary_cross_entropy_with_logits: _binary,
}
