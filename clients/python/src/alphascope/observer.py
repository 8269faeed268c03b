"""Publishes the steps of a training without hooks: NumPy, JAX, a loop of one's own."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from types import TracebackType

import numpy as np
import numpy.typing as npt

from alphascope.connection import Kafka, kafka_properties
from alphascope.errors import NotObservable
from alphascope.events.events_pb2 import RunChanged
from alphascope.networks import Network
from alphascope.publishing import Ready, StepPublisher, Summary, tell
from alphascope.specification import specification
from alphascope.steps import TakenStep
from alphascope.tensors import Array, as_published


class Observer:
    """Publishes each step that it is given; in a ``with`` statement, whose end waits for the broker.

    ::

        with alphascope.Observer('numpy-1', network='784-32-10', loss='cross-entropy') as observer:
            ...
            observer.step(inputs, targets, theta0, theta1, gradient, learning_rate=0.1)
    """

    def __init__(
        self,
        run: str,
        network: str | os.PathLike[str],
        *,
        loss: str = 'cross-entropy',
        reduction: str = 'mean',
        activation: str | None = None,
        parameters: Sequence[str] | None = None,
        label_smoothing: float = 0.0,
        ignore_index: int | None = None,
        class_weights: Sequence[float] = (),
        class_axis: int | None = None,
        optimizer: str = '',
        learning_rate: float | None = None,
        batch_size: int | None = None,
        epochs: int | None = None,
        dataset: str = '',
        seed: int | None = None,
        curvatures: Sequence[str] = (),
        observables: Sequence[str] = (),
        every: int = 1,
        first_step: int = 0,
        when_behind: str = 'wait',
        buffer_bytes: int = 256 * 2**20,
        strict: bool = False,
        data_dir: str | os.PathLike[str] | None = None,
        kafka: Kafka | None = None,
    ) -> None:
        """run: a name of its own for each training.

        network: widths of a perceptron, '784-32-10', a preset's name, or an ONNX file.
        activation: of a perceptron: 'relu' (if left out), 'tanh' or 'sigmoid'.
        parameters: of an ONNX file: the names of the tensors of θ in their order; if left out, its
        initializers of floating type.
        loss, reduction, label_smoothing, …, seed: as docs/clients.md has them.
        curvatures, observables: to observe live; if left out, the service's own choice.
        every: publish every K-th step.
        first_step: above 0, to go on with a run that has ended.
        when_behind, buffer_bytes: 'wait', or 'skip' steps, where the buffer is full.
        strict: raise NotPublished if a step cannot be published; otherwise it is said and counted.
        data_dir, kafka: as for kafka_properties.
        """
        if every < 1:
            raise NotObservable(f'every: expected at least 1, found {every}')
        self._network = Network.read(network, parameters)
        self._specification = specification(
            self._network,
            loss=loss,
            reduction=reduction,
            activation=activation,
            label_smoothing=label_smoothing,
            ignore_index=ignore_index,
            class_weights=class_weights,
            class_axis=class_axis,
            optimizer=optimizer,
            learning_rate=learning_rate,
            batch_size=batch_size,
            epochs=epochs,
            dataset=dataset,
            seed=seed,
            curvatures=curvatures,
            observables=observables,
            every=every,
        )
        self._every = every
        self._next = first_step
        self._theta1: Array | None = None
        self._publisher = StepPublisher(
            run,
            kafka_properties(data_dir, kafka),
            first_step=first_step,
            when_behind=when_behind,
            buffer_bytes=buffer_bytes,
            strict=strict,
        )
        self._is_announced = False
        self.summary: Summary | None = None

    def step(
        self,
        inputs: npt.ArrayLike | Mapping[str, npt.ArrayLike] | None,
        targets: npt.ArrayLike | None,
        theta0: npt.ArrayLike,
        theta1: npt.ArrayLike,
        gradient: npt.ArrayLike | None = None,
        *,
        learning_rate: float | None = None,
        epoch: int | None = None,
        loss: float | None = None,
        indices: npt.ArrayLike | None = None,
        parameter_distance: float | None = None,
    ) -> bool:
        """Publishes the step that was just taken; whether it will be. Arrays are copied.

        inputs: [n, …] as the network sees them, or by name where there are several.
        targets: [n] classes or [n, C]; None where the graph computes the loss.
        theta0, theta1: before and after, flat [P] or of any shape with P elements in C order.
        gradient: of the batch's loss at theta0, without weight decay; None if it is not known.
        indices: of samples of the data set, [n], instead of inputs and targets.
        Raises NotObservable, naming what is wrong, before anything is published.
        """
        number = self._next
        self._next += 1
        self._publisher.taken += 1
        if number % self._every:
            self._publisher.skip()
            return False
        taken = self._checked(
            TakenStep(
                step=number,
                theta0=self._before(theta0),
                theta1=_vector('theta1', theta1),
                gradient=None if gradient is None else _vector('gradient', gradient),
                inputs=_inputs(inputs),
                targets=None if targets is None else _copy('targets', targets),
                indices=None if indices is None else _copy('indices', indices),
                epoch=epoch,
                learning_rate=learning_rate,
                loss=loss,
                parameter_distance=parameter_distance,
                time=datetime.datetime.now(datetime.timezone.utc),
            )
        )
        if not self._is_announced:
            self._publisher.announce(self._specification, taken.theta0.size, 'cpu')
            self._is_announced = True
        self._theta1 = taken.theta1
        return self._publisher.publish(Ready(taken, self._specification))

    def close(self, state: RunChanged.State = RunChanged.COMPLETED, message: str = '') -> Summary:
        """Waits for the broker and ends the run. Called by the end of the ``with`` statement."""
        if self.summary is None:
            self.summary = self._publisher.close(state, message)
            tell(str(self.summary))
        return self.summary

    def _before(self, theta0: npt.ArrayLike) -> Array:
        """θ₀; the array of the step before where they are equal, so that steps make a group."""
        vector = _vector('theta0', theta0)
        last = self._theta1
        if last is not None and last.dtype == vector.dtype and last.tobytes() == vector.tobytes():
            return last
        return vector

    def _checked(self, step: TakenStep) -> TakenStep:
        for name, vector in ('theta1', step.theta1), ('gradient', step.gradient):
            if vector is not None and (
                vector.shape != step.theta0.shape or vector.dtype != step.theta0.dtype
            ):
                raise NotObservable(
                    f'{name}: expected {step.theta0.dtype.name} {list(step.theta0.shape)}, as theta0,'
                    f' found {vector.dtype.name} {list(vector.shape)}'
                )
        expected = self._network.parameter_count
        if expected is not None and step.theta0.size != expected:
            raise NotObservable(
                f'theta0: expected {expected} elements, as the network has parameters, found'
                f' {step.theta0.size}'
            )
        if (step.indices is None) != bool(step.inputs):
            raise NotObservable('give either inputs, or indices of samples of a data set')
        return step

    def __enter__(self) -> Observer:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(*ending(error))


def ending(error: BaseException | None) -> tuple[RunChanged.State, str]:
    """The state in which a run ends, and why."""
    if error is None:
        return RunChanged.COMPLETED, ''
    if isinstance(error, KeyboardInterrupt):
        return RunChanged.STOPPED, 'Interrupted by the user.'
    return RunChanged.FAILED, f'{type(error).__name__}: {error}'[:1000]


def _vector(name: str, array: npt.ArrayLike) -> Array:
    vector = _copy(name, array).reshape(-1)
    if vector.dtype.kind != 'f':
        raise NotObservable(f'{name}: expected float32 or float64, found {vector.dtype.name}')
    return vector


def _copy(name: str, array: npt.ArrayLike) -> Array:
    try:
        return np.array(as_published(array), copy=True)
    except TypeError as e:
        raise NotObservable(f'{name}: {e}') from e


def _inputs(inputs: npt.ArrayLike | Mapping[str, npt.ArrayLike] | None) -> dict[str, Array]:
    if inputs is None:
        return {}
    if isinstance(inputs, Mapping):
        return {name: _copy(f'inputs[{name}]', array) for name, array in inputs.items()}
    return {'': _copy('inputs', inputs)}
