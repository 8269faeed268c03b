"""What every step says of its run."""

from __future__ import annotations

from collections.abc import Sequence

from alphascope.errors import NotObservable
from alphascope.events.events_pb2 import Optimizer, RunSpecification
from alphascope.networks import Network

LOSSES = 'cross-entropy', 'binary-cross-entropy', 'squared-error', 'graph'
REDUCTIONS = 'mean', 'sum'
ACTIVATIONS = 'relu', 'tanh', 'sigmoid'


def specification(
    network: Network,
    *,
    loss: str,
    reduction: str = 'mean',
    activation: str | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    class_weights: Sequence[float] = (),
    class_axis: int | None = None,
    optimizer: str | Optimizer = '',
    learning_rate: float | None = None,
    batch_size: int | None = None,
    epochs: int | None = None,
    dataset: str = '',
    seed: int | None = None,
    curvatures: Sequence[str] = (),
    observables: Sequence[str] = (),
    every: int = 1,
) -> RunSpecification:
    """The message. Raises NotObservable for what docs/clients.md does not allow."""
    _one_of('loss', loss, LOSSES)
    _one_of('reduction', reduction, REDUCTIONS)
    if network.graph:
        if activation is not None:
            raise NotObservable('activation: only of a perceptron; a graph has its own')
    else:
        activation = activation or 'relu'
        _one_of('activation', activation, ACTIVATIONS)
        if loss == 'graph':
            raise NotObservable("loss: 'graph' needs a network from an ONNX file")
    if isinstance(curvatures, str) or isinstance(observables, str):
        raise NotObservable("curvatures and observables are lists: ['hessian', 'ggn']")
    message = RunSpecification(
        network=network.name,
        activation=activation or '',
        graph=network.graph,
        parameters=network.parameters,
        loss=loss,
        reduction=reduction,
        label_smoothing=label_smoothing,
        ignore_index=ignore_index,
        class_weights=class_weights,
        class_axis=class_axis,
        batch_size=batch_size,
        epochs=epochs,
        dataset=dataset,
        seed=seed,
        curvatures=curvatures,
        observables=observables,
        publish_every=every,
    )
    if isinstance(optimizer, Optimizer):
        message.optimizer.CopyFrom(optimizer)
    elif optimizer or learning_rate:
        message.optimizer.CopyFrom(Optimizer(name=optimizer, learning_rate=learning_rate))
    return message


def _one_of(field: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise NotObservable(f'{field}: expected one of {", ".join(known)}, found {value!r}')
