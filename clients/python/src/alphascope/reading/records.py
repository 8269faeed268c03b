"""The steps in a record of training.steps, one or a group of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import numpy as np
from google.protobuf.message import DecodeError

from alphascope.errors import NotRead
from alphascope.events.events_pb2 import FollowingStep, RunSpecification, StepTaken, Tensor
from alphascope.tensors import DTYPES, Array, view

MOST_STEPS = 64
"""In one record."""

_FLOATS = (Tensor.FLOAT32, Tensor.FLOAT64)
_T = TypeVar('_T')
_Taken = StepTaken | FollowingStep


@dataclass(frozen=True, eq=False)
class Step:
    """One step; what its publisher did not say is None. Its arrays cannot be written to."""

    run: str
    step: int
    """From 0, across epochs."""
    epoch: int | None
    """From 1."""
    learning_rate: float | None
    """Of this very step."""
    loss: float | None
    """Of the batch, at theta0."""
    specification: RunSpecification
    theta0: Array
    """[P], float32 or float64."""
    theta1: Array
    """Like theta0."""
    gradient: Array | None
    """Like theta0."""
    batch: dict[str, Array]
    """By the names that their files have in a step's folder: ``indices`` [n], of samples of
    specification.dataset; or ``inputs`` [n, ...], of several inputs ``inputs-NAME`` each, and
    ``targets`` unless the graph computes the loss."""
    parameter_distance: float | None = None
    """Of theta1 from where the run started."""


@dataclass(frozen=True)
class Fault:
    """Why one step cannot be read."""

    run: str | None
    """None: not known."""
    step: int | None
    """None: not known."""
    reason: str
    """Which field, what was expected, what was found."""

    def __str__(self) -> str:
        run = 'no known run' if self.run is None else f'run {self.run}'
        return f'{run}, step {"?" if self.step is None else self.step}: {self.reason}'


OnFault = Callable[[Fault], object]


def refuse(fault: Fault) -> NoReturn:
    """Raises NotRead."""
    raise NotRead(str(fault))


def steps(record: bytes | None, on_fault: OnFault = refuse) -> Iterator[Step]:
    """The steps in the value of a record of training.steps, in their order.

    on_fault is given a Fault in the place of each step that cannot be read, and may raise, which
    ends the reading. A record that ends amid a message is one Fault, whatever steps it has.
    """
    try:
        event = event_of(record)
    except Malformed as e:
        on_fault(Fault(None, None, str(e)))
        return
    yield from steps_of(event, on_fault)


def sgd(theta0: Array, learning_rate: float, gradient: Array) -> Array:
    """theta1 by the update rule SGD, rounded three times to the type of theta0 and gradient."""
    with np.errstate(all='ignore'):
        product = theta0.dtype.type(learning_rate) * gradient
        return np.asarray(np.subtract(theta0, product, out=product))


class Malformed(Exception):
    """Which field of a record is wrong, what was expected, and what was found."""


def event_of(record: bytes | None) -> StepTaken:
    """The message in the value of a record. Raises Malformed."""
    content = _existing(record, 'value', 'a StepTaken')
    try:
        event: StepTaken = StepTaken.FromString(content)
    except DecodeError as e:
        raise Malformed(
            f'value: expected a StepTaken, found {len(content)} bytes that cannot be read as one ({e})'
        ) from e
    return event


def steps_of(event: StepTaken, on_fault: OnFault) -> Iterator[Step]:
    """The steps of one message."""
    taken: list[_Taken] = [event, *event.following_steps]
    size = event.group_size or len(taken)
    too_many = max(size, len(taken)) > MOST_STEPS
    theta0: Array | None = None  # of the next step; None: not known
    for place, step in enumerate(taken):
        theta1: Array | None = None
        result: Step | Fault
        try:
            _require(
                not too_many,
                'group_size',
                f'at most {MOST_STEPS} steps in a record',
                max(size, len(taken)),
            )
            if step.HasField('theta1'):
                theta1 = _vector('theta1', step.theta1)  # whatever else is wrong
            _require(place < size, 'group_size', f'{size} steps', len(taken))
            if place == 0:
                theta0 = _first_theta0(event)
            else:
                before = taken[place - 1].step
                _require(
                    step.step == before + 1,
                    'step',
                    f'{before + 1}, as it follows step {before} in its record',
                    step.step,
                )
                theta0 = _existing(
                    theta0,
                    'theta0',
                    f'theta1 of step {before}, before it in its record',
                    'none that is certain',
                )
            if theta1 is None:
                theta1 = _by_rule(step, event.update_rule, theta0)
            _require_like(theta0, 'theta1', theta1)
            result = Step(
                event.run,
                step.step,
                step.epoch or None,
                optional(step, 'learning_rate'),
                optional(step, 'loss'),
                event.specification,
                theta0,
                theta1,
                _gradient(step, theta0) if step.HasField('gradient') else None,
                _batch(step),
                optional(step, 'parameter_distance'),
            )
        except Malformed as e:
            result = Fault(event.run, step.step, str(e))
        if isinstance(result, Step):
            yield result
        else:
            on_fault(result)
        theta0 = theta1
    if not too_many:
        for place in range(len(taken), size):
            reason = f'group_size: expected {size} steps, found {len(taken)}'
            on_fault(Fault(event.run, event.step + place, reason))


def optional(message: Any, field: str) -> Any:
    """The value of a field; None if the message does not have it."""
    return getattr(message, field) if message.HasField(field) else None


def _require(is_valid: bool, field: str, expected: object, found: object) -> None:
    if not is_valid:
        raise Malformed(f'{field}: expected {expected}, found {found}')


def _existing(value: _T | None, field: str, expected: object, found: str = 'none') -> _T:
    if value is None:
        raise Malformed(f'{field}: expected {expected}, found {found}')
    return value


def _first_theta0(event: StepTaken) -> Array:
    _require(event.HasField('theta0'), 'theta0', 'the parameters before the step', 'none')
    return _vector('theta0', event.theta0)


def _by_rule(step: _Taken, rule: StepTaken.UpdateRule, theta0: Array) -> Array:
    _require(
        rule != StepTaken.UPDATE_RULE_UNSPECIFIED,
        'theta1',
        'the parameters after the step, or an update_rule',
        'none',
    )
    known = rule == StepTaken.SGD
    _require(known, 'update_rule', 'SGD, or theta1', f'a rule {rule} that is not known')
    for field, what in {
        'learning_rate': 'the rate, as the rule needs it for theta1',
        'theta1_crc32': 'the checksum of theta1, as the rule gives it',
        'gradient': 'one, as the rule needs it for theta1',
    }.items():
        _require(step.HasField(field), field, what, 'none')
    theta1 = sgd(theta0, step.learning_rate, _gradient(step, theta0)).astype(theta0.dtype, copy=False)
    theta1.flags.writeable = False
    checksum = zlib.crc32(theta1.data)
    _require(
        checksum == step.theta1_crc32,
        'theta1_crc32',
        f'{checksum:08x}, as the rule gives theta1',
        f'{step.theta1_crc32:08x}',
    )
    return theta1


def _gradient(step: _Taken, theta0: Array) -> Array:
    gradient = _vector('gradient', step.gradient)
    _require_like(theta0, 'gradient', gradient)
    return gradient


def _require_like(theta0: Array, field: str, vector: Array) -> None:
    _require(
        vector.dtype == theta0.dtype and vector.shape == theta0.shape,
        field,
        f'{theta0.dtype.name} {list(theta0.shape)}, as theta0',
        f'{vector.dtype.name} {list(vector.shape)}',
    )


def _vector(field: str, tensor: Tensor) -> Array:
    array = _array(field, tensor, _FLOATS)
    _require(array.ndim == 1, f'{field}.shape', '[P]', list(array.shape))
    return array


def _array(field: str, tensor: Tensor, types: Collection[Tensor.ElementType] = tuple(DTYPES)) -> Array:
    """A view of the elements, as protobuf gives them: no further copy."""
    _require(
        tensor.element_type in types,
        f'{field}.element_type',
        ' or '.join(map(Tensor.ElementType.Name, types)),
        tensor.element_type,
    )
    try:
        return view(tensor)
    except ValueError as e:
        raise Malformed(f'{field}.{e}') from e


def _batch(step: _Taken) -> dict[str, Array]:
    kind = step.WhichOneof('batch')
    _existing(kind, 'batch', 'sample_indices or batch_data', 'neither')
    if kind == 'sample_indices':
        indices = np.array(step.sample_indices.index, '<i4')
        indices.flags.writeable = False
        return {'indices': indices}
    data = step.batch_data
    inputs = {named.name: named.tensor for named in data.named_inputs}
    if not inputs:
        has_inputs = data.HasField('inputs')
        _require(has_inputs, 'batch_data.inputs', 'the inputs of the batch', 'none')
        inputs = {'': data.inputs}
    batch = {
        'inputs' if len(inputs) == 1 else f'inputs-{name}': _array(
            f'batch_data.named_inputs[{name}]' if name else 'batch_data.inputs', tensor
        )
        for name, tensor in inputs.items()
    }
    if data.HasField('targets'):
        batch['targets'] = _array('batch_data.targets', data.targets)
    return batch
