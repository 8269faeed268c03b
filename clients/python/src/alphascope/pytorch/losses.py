"""Which of Alphascope's losses a call of torch computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
        if self.name != 'cross-entropy':
            return float(self.outputs.numel())
        if self.targets.is_floating_point():
            return float(self.outputs.numel() // self.outputs.shape[1])
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


def within(output: Any, given: Mapping[str, Any]) -> tuple[KnownLoss, torch.Tensor, float] | None:
    """The loss that a model itself computed of its logits and labels, as those of Hugging Face do;
    with the number that it returned, and what multiple of the loss that is. None if it is another.
    """
    value, logits = _item(output, 'loss'), _item(output, 'logits')
    labels = given.get('labels')
    if not (isinstance(value, torch.Tensor) and isinstance(logits, torch.Tensor)):
        return None
    if not isinstance(labels, torch.Tensor) or value.numel() != 1:
        return None
    items = given.get('num_items_in_batch')
    with torch.no_grad():
        for loss in _candidates(logits, labels):
            mean = _mean(loss)
            for multiple in (1.0, None if items is None else loss.denominator() / float(items)):
                if multiple is not None and torch.isclose(
                    value.double(), mean * multiple, rtol=1e-4, atol=1e-8
                ):
                    return loss, value, multiple
    return None


def _candidates(logits: torch.Tensor, labels: torch.Tensor) -> Iterator[KnownLoss]:
    classes = not labels.is_floating_point()
    if classes and logits.dim() == 3 and labels.shape == logits.shape[:2]:
        following = torch.full_like(labels, -100)  # of a causal model: the next token
        following[:, :-1] = labels[:, 1:]
        yield KnownLoss('cross-entropy', 'mean', logits, following)
        yield KnownLoss('cross-entropy', 'mean', logits, labels)
    elif classes and logits.dim() == 2 and labels.numel() == logits.shape[0]:
        yield KnownLoss('cross-entropy', 'mean', logits, labels.reshape(-1))
    elif not classes and labels.numel() == logits.numel():
        yield KnownLoss('squared-error', 'mean', logits, labels.reshape(logits.shape))
        yield KnownLoss('binary-cross-entropy', 'mean', logits, labels.reshape(logits.shape))


def _mean(loss: KnownLoss) -> torch.Tensor:
    logits = loss.outputs.detach().double()
    if loss.name == 'cross-entropy':
        return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), loss.targets.reshape(-1))
    of = F.mse_loss if loss.name == 'squared-error' else F.binary_cross_entropy_with_logits
    return of(logits, loss.targets.double())


def logits(output: Any) -> list[torch.Tensor]:
    """The logits among what a model returned."""
    return [_item(output, 'logits')]


def _item(output: Any, name: str) -> Any:
    if isinstance(output, Mapping):
        return output.get(name)
    return getattr(output, name, None)


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
