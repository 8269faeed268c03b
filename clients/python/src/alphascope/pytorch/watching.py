"""``alphascope.watch``: publishes every step of a PyTorch training, by hooks alone."""

from __future__ import annotations

import atexit
import datetime
import os
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import torch
from torch import nn

from alphascope.connection import Kafka, kafka_properties, page
from alphascope.errors import AlphascopeError, NotObservable
from alphascope.events.events_pb2 import RunChanged
from alphascope.observer import ending
from alphascope.publishing import StepPublisher, Summary, tell
from alphascope.pytorch import batches, exporting
from alphascope.pytorch.hooks import Hook
from alphascope.pytorch.known_graphs import KnownGraph, KnownGraphs
from alphascope.pytorch.losses import without_scale
from alphascope.pytorch.micro_batch import MicroBatch, micro_batch, together
from alphascope.pytorch.optimizers import learning_rate
from alphascope.pytorch.parameters import stepped
from alphascope.pytorch.recorder import Recorder
from alphascope.pytorch.taken import TorchStep
from alphascope.pytorch.vectors import COMPARE_EVERY, Vector, Vectors


class Watch:
    """Publishes the steps of an optimizer until it is closed; made by watch().

    epoch: of the next steps, from 1; the training may set it, and nothing but displays uses it.
    summary: what became of the steps, once the watch is closed.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        criterion: Callable[..., Any] | None = None,
        *,
        run: str,
        also: Sequence[nn.Module] = (),
        every: int = 1,
        curvatures: Sequence[str] = (),
        observables: Sequence[str] = (),
        dropout: str = 'refuse',
        when_behind: str = 'wait',
        buffer_bytes: int = 512 * 2**20,
        steps_per_event: int = 8,
        first_step: int = 0,
        epochs: int | None = None,
        strict: bool = False,
        data_dir: str | os.PathLike[str] | None = None,
        kafka: Kafka | None = None,
    ) -> None:
        """As watch(); also: modules within the model, of which the training may call one instead."""
        if every < 1:
            raise NotObservable(f'every: expected at least 1, found {every}')
        if dropout not in ('refuse', 'off'):
            raise NotObservable(f"dropout: expected 'refuse' or 'off', found {dropout!r}")
        if not isinstance(optimizer, torch.optim.Optimizer):
            raise NotObservable(
                f'optimizer: expected a torch.optim.Optimizer, found {type(optimizer).__name__}'
            )
        if not isinstance(model, nn.Module):
            raise NotObservable(f'model: expected a torch.nn.Module, found {type(model).__name__}')
        if criterion is not None and not callable(criterion):
            raise NotObservable(
                f'criterion: expected a loss function or module, found {type(criterion).__name__}'
            )
        self._model = exporting.plain(model)
        self._candidates = [model, *also]
        self._running: nn.Module | None = None  # the outermost candidate that is being called
        self._optimizer = optimizer
        self._criterion = criterion
        self._every = every
        self._dropout_off = dropout == 'off'
        self._strict = strict
        self._graphs = KnownGraphs(
            optimizer,
            self._dropout_off,
            {'curvatures': curvatures, 'observables': observables, 'epochs': epochs, 'every': every},
        )
        self._world = _world_size()
        self.epoch: int | None = None
        self.summary: Summary | None = None

        self._parameters: dict[str, nn.Parameter] = {}
        self._vectors: Vectors | None = None
        self._take_parameters()
        self._next = first_step
        self._last: Vector | None = None  # θ₁ of the step before
        self._theta0: Vector | None = None
        self._gradient: Vector | None = None
        self._batch: batches.Batch | None = None
        self._output: Any = None
        self._parts: list[MicroBatch] = []
        self._first_graph: KnownGraph | None = None
        self._prepared: tuple[MicroBatch, KnownGraph] | None = None
        self._refusal: AlphascopeError | None = None
        self._is_announced = False
        self._is_wanted: bool | None = None
        self._without_gradient: str | None = None
        self._in_step = self._in_backward = self._is_tracing = self._is_autocast = False
        self._publisher: StepPublisher | None = None
        self._handles: list[Any] = []
        if self._world > 1 and torch.distributed.get_rank() != 0:
            return  # the first process publishes
        self._publisher = StepPublisher(
            run,
            kafka_properties(data_dir, kafka),
            first_step=first_step,
            steps_per_event=steps_per_event,
            when_behind=when_behind,
            buffer_bytes=max(buffer_bytes, 4 * self._vectors_bytes()),
            strict=strict,
        )
        atexit.register(self._end_with_program)
        self._recorder = Recorder(self._on_backward)
        address = page(data_dir) if kafka is None else None
        tell(f'watching as run {run}' + (f', on {address}' if address else ''))
        self._handles = [
            *(
                one.register_forward_pre_hook(Hook(self._before_forward), with_kwargs=True)
                for one in self._candidates
            ),
            *(
                one.register_forward_hook(Hook(self._after_forward), with_kwargs=True, always_call=True)
                for one in self._candidates
            ),
            optimizer.register_step_pre_hook(self._before_step),
            optimizer.register_step_post_hook(self._after_step),
        ]

    def close(self, state: RunChanged.State = RunChanged.COMPLETED, message: str = '') -> Summary | None:
        """Waits until the broker has all steps. None in a process that does not publish."""
        atexit.unregister(self._end_with_program)
        for handle in self._handles:
            handle.remove()
        self._handles = []
        if self._publisher is not None and self.summary is None:
            self._recorder.leave()
            self.summary = self._publisher.close(state, message)
            tell(str(self.summary))
        return self.summary

    def _end_with_program(self) -> None:
        self.close(RunChanged.INTERRUPTED, 'The program ended without closing the watch.')

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(*ending(error))

    # Hooks, in the order in which they are called

    def _before_forward(self, module: nn.Module, args: Any, kwargs: Any) -> None:
        if self._is_tracing or self._in_backward or self._running is not None:
            return
        self._running = module
        self._recorder.leave()
        self._batch = self._output = None
        if torch.is_grad_enabled() and self._is_published():
            self._guarded(lambda: self._take_batch(exporting.plain(module), args, kwargs))

    def _take_batch(self, model: nn.Module, args: Any, kwargs: Any) -> None:
        if model is not self._model:
            self._model = model
            self._vectors = None
            self._take_parameters()
        self._is_autocast = _autocast(self._parameters)
        self._batch = batches.batch(model, args, kwargs).copy()

    def _after_forward(self, module: nn.Module, args: Any, kwargs: Any, output: Any) -> None:
        if module is self._running:
            self._running = None
        if self._batch is None or self._running or self._is_tracing or self._in_backward:
            return
        if any(one.requires_grad for one in exporting.output_tensors(output)):
            self._output = output
            self._recorder.begin()
        else:
            self._batch = None

    def _on_backward(self, root: torch.Tensor, carry_out: Callable[[], Any]) -> Any:
        calls = self._recorder.stop()
        if self._in_step and self._prepared is not None:
            return carry_out()  # a closure, called again
        gradients = [parameter.grad for parameter in self._parameters.values()]
        is_first = not any(gradient is not None and bool(gradient.any()) for gradient in gradients)
        if is_first:
            self._forget()
        elif not self._parts:
            self._without_gradient = (
                'gradients were there before the backward pass of this batch, so they are not its'
                ' alone: call optimizer.zero_grad() before it'
            )
        part: MicroBatch | None = None
        try:
            assert self._batch is not None
            part = micro_batch(self._model, self._batch, self._output, calls, root)
        except Exception as e:
            self._refuse(e)
        handle = None
        if part is not None:
            loss = without_scale(calls, root)
            handle = loss.register_hook(lambda g, scales=part.scales: scales.append(g.detach()))
        if self._is_autocast:
            self._without_gradient = (
                'it was computed under autocast, in 16 bits; the steps are observed in float32'
            )
        self._in_backward = True
        try:
            result = carry_out()
        finally:
            self._in_backward = False
            if handle is not None:
                handle.remove()
        if part is not None:
            self._parts.append(part)
            self._guarded(self._after_backward)
        return result

    def _after_backward(self) -> None:
        assert self._vectors is not None
        if self._gradient is not None:
            self._gradient.release()
        self._gradient = self._vectors.copy([parameter.grad for parameter in self._parameters.values()])
        part = self._parts[-1]
        self._is_tracing = True
        try:
            graph = self._graphs.of(part, self._parameters, self._is_autocast)
        finally:
            self._is_tracing = False
        if len(self._parts) == 1:
            self._first_graph = graph
        if self._in_step:
            self._prepare()

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._recorder.leave()
        self._in_step = True
        if self._is_published():
            self._guarded(lambda: self._begin_step(_has_closure(args, kwargs)))

    def _begin_step(self, has_closure: bool) -> None:
        self._take_parameters()
        assert self._publisher is not None and self._vectors is not None
        tensors = list(self._parameters.values())
        if self._last is not None and self._vectors.equal(self._last, tensors):
            self._theta0 = self._last.share()
        else:
            self._theta0 = self._vectors.copy(tensors)
        if self._vectors.finds_uncounted and self._vectors.is_long:
            self._publisher.say(
                'uncounted',
                'parameters are changed through .data between steps, which PyTorch does not count: θ₀'
                f' of up to {COMPARE_EVERY - 1} steps before this one may lack such a change; from'
                ' now on every step is compared',
            )
        if self._parts and not has_closure:
            self._prepare()

    def _prepare(self) -> None:
        if self._first_graph is not None:
            self._prepared = together(self._parts), self._first_graph

    def _after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        assert self._publisher is not None
        self._recorder.leave()
        self._in_step = False
        number, is_published = self._next, self._is_published()
        self._next += 1
        self._is_wanted = None
        self._publisher.taken += 1
        if not is_published:
            self._publisher.skip()
        else:
            self._guarded(lambda: self._publish(number))
            if self._refusal is not None:
                self._publisher.refused += 1
        self._forget()
        if self._theta0 is not None:
            self._theta0.release()
            self._theta0 = None

    def _publish(self, number: int) -> None:
        assert self._publisher is not None and self._vectors is not None
        if self._refusal is not None:
            return
        if self._prepared is None and self._parts:
            self._prepare()  # a closure that only returned the loss
        if self._prepared is None or self._theta0 is None:
            raise NotObservable(
                'the optimizer took a step without a call of the model, and of loss.backward(), that'
                ' this watch has seen: watch the module that is called (what torch.compile or'
                ' DataParallel returned), and call backward on its loss'
            )
        part, graph = self._prepared
        theta1 = self._vectors.copy(list(self._parameters.values()))
        if self._last is not None:
            self._last.release()
        self._last = theta1
        if not self._is_announced:
            device = next(iter(self._parameters.values())).device
            self._publisher.announce(graph.specification, self._vectors.count, str(device))
            self._is_announced = True
        gradient = self._published_gradient(part)
        given = {**part.traced.batch.inputs, **part.traced.extras}
        step = TorchStep(
            specification=graph.specification,
            number=number,
            theta0=self._theta0.share(),
            theta1=theta1.share(),
            gradient=gradient,
            scale=part.scale,
            names=graph.exported.inputs,
            inputs=[given[name] for name in graph.exported.inputs],
            targets=part.targets,
            loss=part.value,
            learning_rate=learning_rate(self._optimizer),
            epoch=self.epoch,
            time=datetime.datetime.now(datetime.timezone.utc),
        )
        is_taken = False
        try:
            is_taken = self._publisher.publish(step)
        finally:
            if not is_taken:
                step.release()

    # What hooks use

    def _published_gradient(self, part: MicroBatch) -> Vector | None:
        assert self._publisher is not None
        gradient, self._gradient = self._gradient, None
        reason = self._without_gradient
        if self._dropout_off:
            reason = 'it belongs to a network with dropout; the steps are observed without'
        if self._world > 1:
            reason = (
                f'it is the mean over {self._world} processes; the steps are observed on the share'
                ' of the first'
            )
        if reason is None:
            return gradient
        self._publisher.say(f'gradient {reason}', f'the gradient is left out: {reason}')
        if gradient is not None:
            gradient.release()
        return None

    def _take_parameters(self) -> None:
        parameters = stepped(self._model, self._optimizer)
        if self._vectors is None or not _same(parameters, self._parameters):
            self._parameters = parameters
            self._vectors = Vectors(list(parameters.values()))
            self._last = None
            self._graphs.clear()

    def _vectors_bytes(self) -> int:
        assert self._vectors is not None
        return 3 * self._vectors.nbytes

    def _is_published(self) -> bool:
        """Whether the step that begins is to be; said once, before anything is copied for it."""
        assert self._publisher is not None
        if self._is_wanted is None:
            self._is_wanted = self._next % self._every == 0 and self._publisher.has_room(
                self._vectors_bytes()
            )
        return self._is_wanted

    def _forget(self) -> None:
        """What was gathered for a step."""
        self._parts = []
        self._prepared = self._first_graph = None
        self._refusal = None
        self._without_gradient = None
        if self._gradient is not None:
            self._gradient.release()
            self._gradient = None

    def _guarded(self, work: Callable[[], None]) -> None:
        """Refuses the step instead of ending the training."""
        try:
            work()
        except Exception as e:
            self._refuse(e)

    def _refuse(self, error: Exception) -> None:
        assert self._publisher is not None
        if self._strict:
            raise error
        if not isinstance(error, AlphascopeError):
            error = NotObservable(f'an unexpected fault ({type(error).__name__}: {error})')
        self._refusal = error
        self._publisher.say(str(error), f'steps are not published: {error}')


def watch(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    criterion: Callable[..., Any] | None = None,
    *,
    run: str,
    every: int = 1,
    curvatures: Sequence[str] = (),
    observables: Sequence[str] = (),
    dropout: str = 'refuse',
    when_behind: str = 'wait',
    buffer_bytes: int = 512 * 2**20,
    steps_per_event: int = 8,
    first_step: int = 0,
    epochs: int | None = None,
    strict: bool = False,
    data_dir: str | os.PathLike[str] | None = None,
    kafka: Kafka | None = None,
) -> Watch:
    """Publishes every step of a training, which stays as it is.

    ::

        with alphascope.watch(model, optimizer, criterion, run='resnet-1'):
            for x, y in loader: ...

    model: the module that the training calls, with what spreads or compiles it around it.
    optimizer: any; θ is what it steps.
    criterion: the loss; found by itself, whatever is given here, from what happens between the
    model's output and ``backward``.
    run: a name of its own for each training.
    every: publish every K-th step.
    curvatures, observables: to observe live; if left out, the service's own choice.
    dropout: 'refuse' steps of a network that has it, or observe them with it 'off'.
    when_behind: 'wait', or 'skip' steps, where buffer_bytes of steps are waiting for the broker.
    steps_per_event: at most so many successive steps in one record, 1 to 64.
    first_step: above 0, to go on with a run that has ended.
    strict: raise what cannot be observed or published; otherwise it is said once and counted.
    data_dir, kafka: as for kafka_properties.

    Raises NotObservable, NotConnected before anything is trained.
    """
    return Watch(
        model,
        optimizer,
        criterion,
        run=run,
        every=every,
        curvatures=curvatures,
        observables=observables,
        dropout=dropout,
        when_behind=when_behind,
        buffer_bytes=buffer_bytes,
        steps_per_event=steps_per_event,
        first_step=first_step,
        epochs=epochs,
        strict=strict,
        data_dir=data_dir,
        kafka=kafka,
    )


def _same(one: dict[str, nn.Parameter], other: dict[str, nn.Parameter]) -> bool:
    return [id(parameter) for parameter in one.values()] == [id(p) for p in other.values()]


def _has_closure(args: Any, kwargs: Any) -> bool:
    """Whether the optimizer was given one, which computes the loss within the step."""
    closures = [one for one in args if not isinstance(one, torch.optim.Optimizer)]
    return any(callable(one) for one in [*closures, kwargs.get('closure')])


def _autocast(parameters: dict[str, nn.Parameter]) -> bool:
    device = next(iter(parameters.values())).device.type
    return torch.is_autocast_enabled(device)


def _world_size() -> int:
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return torch.distributed.get_world_size()
    return 1
