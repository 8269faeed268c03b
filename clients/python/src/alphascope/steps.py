"""A step that was taken, and its message on the wire."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from alphascope import wire
from alphascope.events.events_pb2 import (
    BatchData,
    FollowingStep,
    NamedTensor,
    RunSpecification,
    SampleIndices,
    StepTaken,
)
from alphascope.tensors import Array, as_published, tensor


@dataclass(frozen=True, eq=False)
class TakenStep:
    """One step of an optimizer, θ₀ to θ₁ on a batch.

    theta0, theta1, gradient: [P], of one type, float32 or float64; gradient: of the batch's loss at
    theta0, None if it is not known.
    inputs: by name, [n, …] each; a network with one input has it under the name ''.
    targets: as the loss takes them; None where the graph computes the loss.
    indices: of samples of the specification's data set, [n], instead of inputs and targets.
    """

    step: int
    theta0: Array
    theta1: Array
    gradient: Array | None = None
    inputs: Mapping[str, Array] = field(default_factory=dict)
    targets: Array | None = None
    indices: Array | None = None
    epoch: int | None = None
    learning_rate: float | None = None
    loss: float | None = None
    parameter_distance: float | None = None
    time: datetime.datetime | None = None

    @property
    def nbytes(self) -> int:
        """About what it takes on the wire if it stands alone."""
        arrays = [self.theta0, self.theta1, *self.inputs.values()]
        arrays += [a for a in (self.gradient, self.targets, self.indices) if a is not None]
        return sum(array.nbytes for array in arrays) + 1024


def record(
    run: str, specification: RunSpecification, group: list[TakenStep], sgd_rule: bool = False
) -> bytes:
    """Successive steps as one record, a StepTaken. θ₁ of each, but the last, is θ₀ of the next.

    sgd_rule: whether to leave out a θ₁ that is θ₀ − fl(η g) bit for bit.
    """
    first = group[0]
    message = StepTaken(
        run=run,
        specification=specification,
        group_size=len(group) if len(group) > 1 else 0,
        update_rule=StepTaken.SGD if sgd_rule else StepTaken.UPDATE_RULE_UNSPECIFIED,
    )
    buffers = wire.tensor_field(StepTaken, 'theta0', as_published(first.theta0))
    buffers += _buffers(message, first, sgd_rule)
    for step in group[1:]:
        content = _buffers(FollowingStep(), step, sgd_rule)
        buffers += wire.message_field(StepTaken, 'following_steps', content)
    return b''.join(buffers)


def sgd(theta0: Array, learning_rate: float, gradient: Array) -> Array:
    """θ₁ by the update rule SGD, rounded three times to the type of theta0 and gradient."""
    with np.errstate(all='ignore'):
        product = theta0.dtype.type(learning_rate) * gradient
        return np.asarray(np.subtract(theta0, product, out=product))


def _buffers(message: StepTaken | FollowingStep, step: TakenStep, sgd_rule: bool) -> wire.Buffers:
    """A message of the step, whose vectors come after the rest."""
    message.step = step.step
    if step.epoch is not None:
        message.epoch = step.epoch
    if step.time is not None:
        message.time.FromDatetime(step.time)
    for name in 'learning_rate', 'loss', 'parameter_distance':
        value = getattr(step, name)
        if value is not None:
            setattr(message, name, float(value))
    if step.indices is not None:
        message.sample_indices.CopyFrom(SampleIndices(index=step.indices.tolist()))
    else:
        message.batch_data.CopyFrom(_batch(step))
    vectors: wire.Buffers = []
    if sgd_rule and follows_sgd(step):
        message.theta1_crc32 = zlib.crc32(np.ascontiguousarray(step.theta1).data)
    else:
        vectors += wire.tensor_field(type(message), 'theta1', as_published(step.theta1))
    if step.gradient is not None:
        vectors += wire.tensor_field(type(message), 'gradient', as_published(step.gradient))
    return [message.SerializeToString(), *vectors]


def follows_sgd(step: TakenStep) -> bool:
    """Whether the rule SGD gives θ₁ bit for bit. NaN may differ between processors: no."""
    if step.gradient is None or step.learning_rate is None:
        return False
    expected = sgd(step.theta0, step.learning_rate, step.gradient)
    return expected.tobytes() == step.theta1.tobytes() and bool(np.isfinite(expected).all())


def _batch(step: TakenStep) -> BatchData:
    data = BatchData()
    if set(step.inputs) == {''}:
        data.inputs.CopyFrom(tensor(step.inputs['']))
    else:
        data.named_inputs.extend(
            NamedTensor(name=name, tensor=tensor(array)) for name, array in step.inputs.items()
        )
    if step.targets is not None:
        data.targets.CopyFrom(tensor(step.targets))
    return data
